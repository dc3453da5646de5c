"""Feed on its way to the fish: contracts, purchases, lots in silos and barges, and every movement of them."""

from django.db import models

from apps.infrastructure.models import FeedContainer, Geography
from apps.shared.constraints import check, not_negative, ordered, positive, unique
from apps.shared.models import Timestamped

from .feeding import Feed, FeedingEvent


class FeedContract(Timestamped):
    """Prices that a supplier holds in a geography for some months."""

    contract_number = models.CharField(max_length=30)
    supplier = models.CharField(max_length=100)
    geography = models.ForeignKey(Geography, models.PROTECT, related_name="feed_contracts")
    valid_from = models.DateField()
    valid_to = models.DateField()
    price_index = models.FloatField()

    class Meta:
        ordering = ("valid_from", "contract_number")
        constraints = (
            unique("number", "contract_number"),
            ordered("validity", "valid_from", "valid_to"),
            positive("price_index", "price_index"),
        )

    def __str__(self) -> str:
        return self.contract_number


class FeedPurchase(Timestamped):
    """One line of an order: a feed for one silo or barge. Once delivered it is a lot."""

    class Status(models.TextChoices):
        ORDERED = "ORDERED"
        DELIVERED = "DELIVERED"

    order_number = models.CharField(max_length=40)
    contract = models.ForeignKey(FeedContract, models.PROTECT, related_name="purchases")
    feed = models.ForeignKey(Feed, models.PROTECT, related_name="purchases")
    feed_container = models.ForeignKey(FeedContainer, models.PROTECT, related_name="purchases")
    supplier = models.CharField(max_length=100)
    status = models.CharField(max_length=20, choices=Status.choices)
    order_date = models.DateField()
    promised_date = models.DateField()
    purchase_date = models.DateField(null=True, blank=True)
    ordered_kg = models.FloatField()
    quantity_kg = models.FloatField()
    cost_per_kg = models.DecimalField(max_digits=12, decimal_places=2)
    batch_number = models.CharField(max_length=40)
    expiry_date = models.DateField()

    class Meta:
        ordering = ("order_date", "id")
        indexes = (models.Index(fields=["purchase_date"], name="feed_purchase_by_date"),)
        constraints = (
            unique("line", "order_number", "feed_container", "feed"),
            positive("quantities", "ordered_kg", "quantity_kg"),
            not_negative("cost", "cost_per_kg"),
            ordered("no_more_than_ordered", "quantity_kg", "ordered_kg"),
            ordered("promise", "order_date", "promised_date"),
            ordered("delivery", "order_date", "purchase_date"),
            ordered("expiry", "purchase_date", "expiry_date"),
            check(
                "delivered_has_a_day",
                models.Q(status="ORDERED", purchase_date__isnull=True)
                | models.Q(status="DELIVERED", purchase_date__isnull=False),
                "A purchase has a day of delivery once it is delivered, and not before.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_number}: {self.quantity_kg:g} kg"


class FeedContainerStock(Timestamped):
    """A lot in a silo or barge, as it stands."""

    feed_container = models.ForeignKey(FeedContainer, models.PROTECT, related_name="stocks")
    feed_purchase = models.ForeignKey(FeedPurchase, models.PROTECT, related_name="stocks", db_index=False)
    quantity_kg = models.FloatField()
    cost_left = models.DecimalField(max_digits=12, decimal_places=2)
    entry_date = models.DateField()
    emptied_date = models.DateField(null=True, blank=True)
    hand_kg = models.FloatField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Feed that meals entered by hand took, as a negative number; the simulator does not touch it. [kg]",
    )

    class Meta:
        ordering = ("entry_date", "id")
        constraints = (
            not_negative("not_negative", "quantity_kg", "cost_left"),
            ordered("dates", "entry_date", "emptied_date"),
            unique("lot", "feed_purchase", message="This purchase is in stock already."),
        )

    @property
    def current_kg(self) -> float:
        """Feed left by the simulator's count and the meals entered by hand since."""
        return max(0.0, self.quantity_kg + self.hand_kg)

    def __str__(self) -> str:
        return f"{self.quantity_kg:g} kg since {self.entry_date}"


class FeedStockMovement(models.Model):
    """Feed that came into a lot or left it: its delivery, the meals drawn from it, what expired."""

    class Type(models.TextChoices):
        DELIVERY = "DELIVERY"
        FEEDING = "FEEDING"
        EXPIRY = "EXPIRY"

    feed_container = models.ForeignKey(FeedContainer, models.PROTECT, related_name="movements", db_index=False)
    feed_purchase = models.ForeignKey(FeedPurchase, models.PROTECT, related_name="movements", db_index=False)
    feeding_event = models.ForeignKey(
        FeedingEvent, models.PROTECT, related_name="draws", null=True, blank=True, db_index=False
    )
    movement_type = models.CharField(max_length=20, choices=Type.choices)
    movement_time = models.DateTimeField()
    quantity_kg = models.FloatField()
    balance_kg = models.FloatField()
    cost = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        indexes = (
            models.Index(fields=["feed_purchase"], name="feed_movement_by_lot"),
            models.Index(fields=["feeding_event"], name="feed_movement_by_meal"),
        )
        constraints = (
            not_negative("balance", "balance_kg"),
            check(
                "direction",
                models.Q(movement_type="DELIVERY", quantity_kg__gt=0, feeding_event__isnull=True)
                | models.Q(movement_type="EXPIRY", quantity_kg__lt=0, feeding_event__isnull=True)
                | models.Q(movement_type="FEEDING", quantity_kg__lt=0, feeding_event__isnull=False),
                "A delivery adds feed; feeding, which names its meal, and expiry take it away.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.movement_type} {self.quantity_kg:g} kg at {self.movement_time}"


class FeedShortage(models.Model):
    """A day on which a silo or barge ran out of a feed, so that fish got less than they would have eaten."""

    feed_container = models.ForeignKey(FeedContainer, models.PROTECT, related_name="shortages", db_index=False)
    feed = models.ForeignKey(Feed, models.PROTECT, related_name="shortages", db_index=False)
    date = models.DateField()
    containers = models.IntegerField()
    wanted_kg = models.FloatField()
    missing_kg = models.FloatField()

    class Meta:
        constraints = (
            unique("day", "feed_container", "feed", "date"),
            positive("positive", "containers", "missing_kg"),
            ordered("missing_of_wanted", "missing_kg", "wanted_kg"),
        )

    def __str__(self) -> str:
        return f"{self.missing_kg:g} kg missing on {self.date}"
