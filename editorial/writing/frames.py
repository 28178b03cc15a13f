"""The two answers of the desk that have to do with frames. Every other answer refuses them.

A preview is shown at the width of a phone, and only a frame has a width of its own. What changes is
read by the middleware that writes the policy (lupusinfo/middleware.py).
"""

from typing import TypeVar

from django.http import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)


def may_hold_frames(response: Response) -> Response:
    """Let a page of the desk show frames of this site: the form in which staff write."""
    response.policy_changes = {"frame-src": "'self'"}  # type: ignore[attr-defined]
    return response


def may_be_framed(response: Response) -> Response:
    """Let an answer be shown in a frame of this site: the preview of what is typed."""
    response.policy_changes = {"frame-ancestors": "'self'"}  # type: ignore[attr-defined]
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
