"""Every address of the site. English has no prefix; another language has its code."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from clinic import views as clinic_views
from desk.forms import SignInForm
from desk.password_views import AskReset, ChoosePassword
from desk.set_up import set_up
from lupusinfo import offline, views
from lupusinfo.sitemaps import SITEMAPS

admin.site.site_header = admin.site.site_title = "LupusInfo"
admin.site.login_form = SignInForm
admin.site.index_title = _("The desk")
# The desk has a bar of its own: templates/admin/base_site.html
admin.site.enable_nav_sidebar = False

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("sw.js", offline.worker, name="worker"),
    path("clinic.css", clinic_views.style, name="clinic_style"),
    path("withdrawn.json", offline.withdrawn, name="withdrawn"),
    path("admin/editor/", include("editorial.writing.admin_urls")),
    path("admin/handout/", include("editorial.paper.handout_urls")),
    path("review/", include("editorial.review.urls")),
]

if settings.HAS_MAIL:
    urlpatterns += [
        path("admin/password_reset/", AskReset.as_view(), name="admin_password_reset"),
        path(
            "admin/password_reset/done/",
            auth_views.PasswordResetDoneView.as_view(),
            name="password_reset_done",
        ),
    ]

urlpatterns += [
    path(
        "admin/reset/<uidb64>/<token>/",
        ChoosePassword.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "admin/reset/done/",
        auth_views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path("admin/", include("desk.urls")),
    path("admin/set-up/", admin.site.admin_view(set_up), name="clinic_set_up"),
    path("admin/", admin.site.urls),
]

if not settings.IS_PRODUCTION:
    urlpatterns += [path("media/<path:path>", views.media, name="media")]

urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("articles/", include("articles.urls")),
    path("glossary/", include("glossary.urls")),
    path("faq/", include("faq.urls")),
    path("symptoms/", include("topics.symptom_urls")),
    path("topics/", include("topics.urls")),
    path("search/", include("search.urls")),
    path("api/", include("connect.urls")),
    path("feedback/", include("editorial.urls")),
    path("", include("clinic.urls")),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.no_network, name="offline"),
    path("about/", views.about, name="about"),
    path("how-we-write/", views.how_we_write, name="how_we_write"),
    path("privacy/", views.privacy, name="privacy"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("accessibility/", views.accessibility, name="accessibility"),
    prefix_default_language=False,
)

handler404 = "lupusinfo.views.not_found"
handler403 = "lupusinfo.views.forbidden"
