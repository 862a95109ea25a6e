"""Puts our own admin site in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class HouseAdminConfig(AdminConfig):
    """Django's admin, opened by roles."""

    default_site = "consult.accounts.admin_site.HouseAdmin"
