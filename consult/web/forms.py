"""Every form of the product is drawn with the same components."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draw `{{ form }}` and `{{ field.as_field_group }}` with our components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
