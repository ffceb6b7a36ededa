"""Every address of the site; each storey brings its own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

admin.autodiscover()
# Without this the admin's own log-in form would skip the second factor and the rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.web.urls")),
    path("", include("moderation.web.urls")),
    path("", include("forums.web.urls")),
    path("", include("community.core.web.urls")),
]

handler400 = "community.core.errors.bad_request"
handler403 = "community.core.errors.forbidden"
handler404 = "community.core.errors.not_found"
handler500 = "community.core.errors.server_error"
