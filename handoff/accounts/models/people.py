"""Companies and the people who sign in."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from handoff.accounts.portraits import address_of
from handoff.actor import Actor, ActorKind

UTC = ZoneInfo("UTC")


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, actor: Actor) -> CompanyQuerySet:
        """The actor's own company; all of them for a superuser."""
        if actor.is_superuser:
            return self.all()
        return self.none() if actor.company_id is None else self.filter(pk=actor.company_id)

    def zone_of(self, company_id: int | None) -> ZoneInfo:
        """The time zone of a company; UTC for all companies together."""
        return UTC if company_id is None else self.only("time_zone").get(pk=company_id).zone


class Company(models.Model):
    """A tenant. `slug` stands in addresses and is the key of its website widget."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "Small letters, digits, hyphens.")],
    )
    time_zone = models.CharField(max_length=60, default="UTC")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone; UTC where nobody knows the name."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return UTC


class Role(models.TextChoices):
    CUSTOMER = "customer", "Customer"
    AGENT = "agent", "Agent"
    ADMIN = "admin", "Admin"


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, actor: Actor) -> UserQuerySet:
        """Everyone of the actor's company; everyone for a superuser; nobody for customers.

        A superuser is seen by superusers only, even one who belongs to a company: or an admin of
        that company could set his password.
        """
        if actor.is_superuser:
            return self.all()
        is_customer = actor.kind == ActorKind.CUSTOMER or actor.role == Role.CUSTOMER
        if is_customer or actor.company_id is None:
            return self.none()
        return self.filter(company_id=actor.company_id, is_superuser=False)

    def team(self) -> UserQuerySet:
        """Active agents and admins: those who can answer a customer."""
        return self.filter(is_active=True, role__in=[Role.AGENT, Role.ADMIN])

    def admins_of(self, company_id: int) -> UserQuerySet:
        """Active admins of a company, whom we write to about it; those who came first first."""
        return self.team().filter(company_id=company_id, role=Role.ADMIN).order_by("pk")


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor) -> UserQuerySet:
        return self.get_queryset().visible_to(actor)

    def team(self) -> UserQuerySet:
        return self.get_queryset().team()

    def admins_of(self, company_id: int) -> UserQuerySet:
        return self.get_queryset().admins_of(company_id)

    def get_by_natural_key(self, username: str | None) -> User:
        """Who signs in with this address, whatever its case. Raises `User.DoesNotExist`."""
        address = (username or "").strip().lower()
        return self.alias(address=Lower("email")).get(address=address)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        fields = {"role": Role.ADMIN, "is_superuser": True, **fields}
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in by e-mail.

    Every user belongs to one company, except superusers, who run the whole installation and
    belong to none. `job_title` is what guests and customers read beside the name ("Receptionist"),
    `profile_image_key` names the portrait that they see, if there is one.
    """

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    job_title = models.CharField(max_length=100, blank=True)
    profile_image_key = models.CharField(max_length=32, blank=True, default="", editable=False)
    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, null=True, blank=True, related_name="users"
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.AGENT)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering: ClassVar = ["email"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_its_case"),
            models.UniqueConstraint(
                fields=["profile_image_key"],
                condition=~models.Q(profile_image_key=""),
                name="user_profile_image_key_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(company__isnull=False) | models.Q(is_superuser=True),
                name="user_has_company_or_is_superuser",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_staff(self) -> bool:
        """Django's question whether somebody may open the admin: admins and superusers."""
        return self.is_active and (self.is_superuser or self.role == Role.ADMIN)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email.partition("@")[0]

    @property
    def profile_image_path(self) -> str:
        """Where this server serves the portrait, for our own pages; empty without one."""
        return address_of(self.profile_image_key) if self.profile_image_key else ""

    @property
    def profile_image_url(self) -> str | None:
        """The same as the world reaches it, under `PUBLIC_URL`; None without one."""
        path = self.profile_image_path
        return f"{settings.PUBLIC_URL}{path}" if path else None

    def get_full_name(self) -> str:
        return self.name

    def as_actor(self, *, door: str) -> Actor:
        """This user, acting through a door."""
        return Actor(
            kind=ActorKind.USER,
            user_id=self.pk,
            company_id=None if self.is_superuser else self.company_id,
            role="superuser" if self.is_superuser else self.role,
            name=self.name,
            email=self.email,
            door=door,
        )
