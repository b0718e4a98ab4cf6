"""The map from addresses to rooms; it holds no logic."""

from django.contrib import admin
from django.urls import include, path, re_path

from omniweb import answers
from omniweb.api import api

urlpatterns = [
    path("", include("omniweb.accounts.urls")),
    path("", include("omniweb.library.urls")),
    path("", include("omniweb.analyses.urls")),
    path("", include("omniweb.trials.urls")),
    path("", include("omniweb.captions.urls")),
    path("", include("omniweb.batches.urls")),
    path("", include("omniweb.usage.urls")),
    path("", include("omniweb.watch.urls")),
    path("sandbox/", include("omniweb.sandbox.urls")),
    path("api/v1/", api.urls),
    re_path("^api/(?P<rest>.*)$", answers.unknown_call),
    path("admin/", admin.site.urls),
]
handler400 = answers.bad_request
handler403 = answers.forbidden
handler404 = answers.not_found
handler500 = answers.fault
