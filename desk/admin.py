"""The desk's people, in place of Django's users; keys of phones are nobody's to look at."""

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.models import Person
from desk.people_admin import OwnGroupAdmin, PersonAdmin

admin.site.unregister([User, Group, StaticDevice, TOTPDevice])
admin.site.register(Person, PersonAdmin)
admin.site.register(Group, OwnGroupAdmin)
