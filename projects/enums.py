"""Codes of the room, the standard's own where there is one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """IATI codelist OrganisationType."""

    GOVERNMENT = "10", _("Gobierno")
    LOCAL_GOVERNMENT = "11", _("Gobierno local")
    OTHER_PUBLIC = "15", _("Otra entidad pública")
    INTERNATIONAL_NGO = "21", _("ONG internacional")
    NATIONAL_NGO = "22", _("ONG nacional")
    REGIONAL_NGO = "23", _("ONG regional")
    PARTNER_NGO = "24", _("ONG con sede en el país")
    PARTNERSHIP = "30", _("Alianza público-privada")
    MULTILATERAL = "40", _("Organismo multilateral")
    FOUNDATION = "60", _("Fundación")
    PRIVATE = "70", _("Empresa privada")
    ACADEMIC = "80", _("Universidad o centro de investigación")
    OTHER = "90", _("Otra")


class ProjectStatus(models.TextChoices):
    """IATI codelist ActivityStatus."""

    PIPELINE = "1", _("En preparación")
    IMPLEMENTATION = "2", _("En marcha")
    FINALISATION = "3", _("Terminando")
    CLOSED = "4", _("Cerrado")
    CANCELLED = "5", _("Cancelado")
    SUSPENDED = "6", _("Suspendido")


class DesignState(models.TextChoices):
    """Where a design is in its life."""

    DRAFT = "draft", _("Borrador")
    PUBLISHED = "published", _("Publicado")
    SUPERSEDED = "superseded", _("Reemplazado por otro")


class BudgetCategory(models.TextChoices):
    """What a budget line pays for."""

    WORKS = "works", _("Obras")
    MATERIALS = "materials", _("Materiales y equipo")
    STAFF = "staff", _("Personal en el lugar")
    TRAINING = "training", _("Enseñanza y acompañamiento")
    TRANSPORT = "transport", _("Transporte")
    CONSULTANCY = "consultancy", _("Consultorías")
    ADMINISTRATION = "administration", _("Administración")
    OTHER = "other", _("Otros gastos")


class AssumptionKind(models.TextChoices):
    """How the community answers about an assumption."""

    LADDER = "ladder", _("Peldaño de una escalera")
    STATEMENT = "statement", _("Sí o no")


class AssumptionOrigin(models.TextChoices):
    """Who put the assumption into the design."""

    STANDARD = "standard", _("De la tabla del sector")
    AUTHOR = "author", _("De quien hizo el diseño")


class TargetGroup(models.TextChoices):
    """Who a component is for."""

    EVERYONE = "everyone", _("Toda la comunidad")
    WOMEN = "women", _("Mujeres")
    YOUNG = "young", _("Jóvenes")
    ELDER = "elder", _("Personas mayores")
    DISPLACED = "displaced", _("Personas desplazadas")
    RETURNED = "returned", _("Personas retornadas")
    DEPORTED = "deported", _("Personas deportadas")
    DISABILITY = "disability", _("Personas con discapacidad")
    FARMERS = "farmers", _("Familias que siembran")


class Country(models.TextChoices):
    """The countries Consult serves, ISO 3166-1."""

    GUATEMALA = "GT", "Guatemala"
    HONDURAS = "HN", "Honduras"
    EL_SALVADOR = "SV", "El Salvador"


class Currency(models.TextChoices):
    """Currencies a design may be written in, ISO 4217."""

    USD = "USD", _("Dólares (USD)")
    GTQ = "GTQ", _("Quetzales (GTQ)")
    HNL = "HNL", _("Lempiras (HNL)")
    EUR = "EUR", _("Euros (EUR)")


class Basis(models.TextChoices):
    """How well founded a row of a standard table is."""

    READ = "read", _("fuente leída")
    RECALLED = "recalled", _("de memoria, falta revisar")
    PROPOSAL = "proposal", _("solo una propuesta")


class Severity(models.TextChoices):
    """What it means when an assumption does not hold."""

    BLOCK = "block", _("detiene el dinero")
    HIGH = "high", _("grave")
    MEDIUM = "medium", _("hay que verlo")
    CONDITIONAL = "conditional", _("depende del diseño")
    INFO = "info", _("para saberlo")


class Sector(models.TextChoices):
    """Groups of purpose codes that take the same things for granted.

    The grouping is this product's own (a proposal); the codes in it are DAC/CRS.
    """

    ANY = "any", _("Cualquier proyecto")
    IRRIGATION = "irrigation", _("Riego")
    WATER = "water", _("Agua para tomar")
    SANITATION = "sanitation", _("Letrinas, basura y aguas sucias")
    SCHOOL = "school", _("Escuelas")
    CLINIC = "clinic", _("Salud")
    ELECTRIFICATION = "electrification", _("Luz eléctrica")
    AGRI_VALUE_CHAIN = "agri_value_chain", _("Cultivos y venta")
    DIGITAL = "digital", _("Teléfono e internet")
    MICROCREDIT = "microcredit", _("Ahorro, préstamo y negocios")
    ROADS = "roads", _("Caminos")
    VOCATIONAL = "vocational", _("Oficios y empleo")
    REINTEGRATION = "reintegration", _("Personas retornadas y deportadas")
    HOUSING = "housing", _("Vivienda")
    FOOD_SECURITY = "food_security", _("Comida todo el año")
    GOVERNANCE = "governance", _("Gobierno y derechos")
    PROTECTION = "protection", _("Protección de las personas")
    SOCIAL_PROTECTION = "social_protection", _("Apoyo social")
    ENVIRONMENT = "environment", _("Bosque y naturaleza")
    MULTISECTOR = "multisector", _("Varios temas a la vez")
    EMERGENCY = "emergency", _("Emergencias")
    OTHER = "other", _("Otro")
