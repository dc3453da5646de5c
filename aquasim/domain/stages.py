"""The six life stages, the kinds of container that hold them, and what their sensors measure."""

from enum import IntEnum, StrEnum


class Water(StrEnum):
    """What a fish swims in."""

    FRESH = "FRESH"
    SEA = "SEA"


class Stage(IntEnum):
    """Life stage; the value orders the cycle, `order` counts from one."""

    EGG_ALEVIN = 0
    FRY = 1
    PARR = 2
    SMOLT = 3
    POST_SMOLT = 4
    GROW_OUT = 5

    @property
    def order(self) -> int:
        return self.value + 1

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def water(self) -> Water:
        """Only grow-out is at sea; post-smolt is the last freshwater stage."""
        return Water.SEA if self is Stage.GROW_OUT else Water.FRESH


_LABELS = {
    Stage.EGG_ALEVIN: "Egg & Alevin",
    Stage.FRY: "Fry",
    Stage.PARR: "Parr",
    Stage.SMOLT: "Smolt",
    Stage.POST_SMOLT: "Post-Smolt",
    Stage.GROW_OUT: "Grow-out",
}

HALL_STAGES = tuple(stage for stage in Stage if stage.water is Water.FRESH)


class ContainerKind(IntEnum):
    """What fish are kept in."""

    TRAY = 0
    FRY_TANK = 1
    PARR_TANK = 2
    SMOLT_TANK = 3
    POST_SMOLT_TANK = 4
    PRE_TRANSFER_TANK = 5
    CAGE = 6

    @property
    def stage(self) -> Stage:
        """The life stage the container is built for; pre-transfer tanks hold post-smolt."""
        return _KIND_STAGE[self]


_KIND_STAGE = {
    ContainerKind.TRAY: Stage.EGG_ALEVIN,
    ContainerKind.FRY_TANK: Stage.FRY,
    ContainerKind.PARR_TANK: Stage.PARR,
    ContainerKind.SMOLT_TANK: Stage.SMOLT,
    ContainerKind.POST_SMOLT_TANK: Stage.POST_SMOLT,
    ContainerKind.PRE_TRANSFER_TANK: Stage.POST_SMOLT,
    ContainerKind.CAGE: Stage.GROW_OUT,
}


class SensorKind(IntEnum):
    """Quantity a sensor measures; the value orders sensors within a container."""

    TEMPERATURE = 0
    OXYGEN = 1
    PH = 2
    SALINITY = 3
    CO2 = 4
    CURRENT = 5


_TANK = (SensorKind.TEMPERATURE, SensorKind.OXYGEN, SensorKind.PH, SensorKind.CO2)
_SALT_WATCHED_TANK = (SensorKind.TEMPERATURE, SensorKind.OXYGEN, SensorKind.PH, SensorKind.SALINITY, SensorKind.CO2)

SENSORS: dict[ContainerKind, tuple[SensorKind, ...]] = {
    ContainerKind.TRAY: (SensorKind.TEMPERATURE, SensorKind.OXYGEN, SensorKind.PH),
    ContainerKind.FRY_TANK: _TANK,
    ContainerKind.PARR_TANK: _TANK,
    ContainerKind.SMOLT_TANK: _TANK,
    ContainerKind.POST_SMOLT_TANK: _SALT_WATCHED_TANK,
    ContainerKind.PRE_TRANSFER_TANK: _SALT_WATCHED_TANK,
    ContainerKind.CAGE: (
        SensorKind.TEMPERATURE,
        SensorKind.OXYGEN,
        SensorKind.PH,
        SensorKind.SALINITY,
        SensorKind.CURRENT,
    ),
}
