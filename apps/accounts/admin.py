"""Users and what they may do."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin

from apps.infrastructure.models import Geography

from .models import Account


class AccountForm(forms.ModelForm):
    """Geographies are ticked by name; those of a company that is not generated yet stay."""

    geography_codes = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Geographies"
    )

    class Meta:
        model = Account
        fields = ("role", "everywhere", "geography_codes")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = dict(Geography.objects.values_list("code", "name"))
        kept = {code: code for code in self.instance.geography_codes if code not in names}
        field: Any = self.fields["geography_codes"]
        field.choices = list((names | kept).items())


class AccountInline(admin.StackedInline):
    model = Account
    form = AccountForm
    can_delete = False


User = get_user_model()
admin.site.unregister(User)


@admin.register(User)
class AccountUserAdmin(UserAdmin):
    """Django's page of a user, with role and geographies."""

    inlines = (AccountInline,)
