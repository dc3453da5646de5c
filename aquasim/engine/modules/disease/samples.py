"""Samples of fish: which containers, what each fish shows, and what the laboratory finds in it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aquasim.domain.disease import HIGHEST_SCORE, LESIONS, Disease, Organ, cycle_threshold, load, prevalence
from aquasim.domain.disease import relative_age as relative
from aquasim.domain.growth import condition_factor, length_cm
from aquasim.domain.laboratory import CONFIRMED_BY, Result, amount, answer_days, read
from aquasim.domain.sampling import CONDITION_CV, weight_over_mean
from aquasim.engine.modules.base import Arrays
from aquasim.engine.modules.disease.constants import Constants, Flags
from aquasim.engine.streams import Floats, Integers, Stream, normal, uniform, words
from aquasim.engine.tables.disease import SAMPLING_REASONS
from aquasim.engine.today import Day

Blocks = npt.NDArray[np.uint64]
ROUTINE, SUSPICION, FOLLOW_UP = (SAMPLING_REASONS.index(name) for name in ("ROUTINE", "SUSPICION", "FOLLOW_UP"))
FISH_MAX = 30
WORDS_PER_FISH = 8
SCORED = np.array([0.35, 0.05, 0.03, 0.03, 0.12])
"""Chance that a healthy fish scores 1, by organ: gills and skin are seldom perfect."""
WASTED = 0.15
"""Condition that an infected fish loses at the peak of a disease that takes all its appetite."""


@dataclass(frozen=True)
class Taken:
    """Containers sampled today (m) and the diseases that their samples are tested for."""

    container: Integers  # (m,)
    place: Integers  # (m,)
    reason: Integers  # (m,)
    panel: Flags  # (m, d)
    answered: Integers  # (m, d) day on which the laboratory answers


@dataclass(frozen=True)
class Findings:
    """What the fish of today's samples (m, fish) show and what the laboratory will answer (m, d)."""

    weight_g: Floats
    length_cm: Floats
    condition: Floats
    scores: Integers  # (m, fish, organs)
    positive: Integers
    result: Integers
    quantity: Floats


def answers(day: Day, constants: Constants) -> Integers:
    """Day on which samples taken today are answered, by place and disease. (p, d)"""
    shape = constants.places, len(Disease)
    u = uniform(words(day.world.parameters.seed, Stream.LABORATORY, day.number, shape[0] * shape[1])).reshape(shape)
    days: Integers = day.number + answer_days(constants.lab_days, day.world.weekday(day.number), u)
    return days


def examine(day: Day, constants: Constants, own: Arrays, taken: Taken) -> Findings:
    """Dissect the sampled fish, and test them."""
    fish = constants.control.surveillance.fish_per_container
    raw, of_laboratory = _words(day, taken.container, fish)
    carried = _loads(day, constants, own, taken.container)
    u = uniform(raw[:, :, 2])[:, :, None] + np.arange(len(Disease)) * 0.37
    infected = np.mod(u, 1.0) < prevalence(carried)[:, None, :]
    wasting = 1.0 - WASTED * (infected * (carried * constants.appetite_loss)[:, None, :]).max(axis=2)
    weight_g, k = _bodies(day, taken.container, raw, wasting)
    scores = _scores(infected * carried[:, None, :], uniform(raw[:, :, 3:]))
    positive, result, quantity = find(constants, infected, carried, of_laboratory)
    return Findings(weight_g, length_cm(weight_g, k), k, scores, positive, result, quantity)


def _words(day: Day, containers: Integers, fish: int) -> tuple[Blocks, Blocks]:
    """Random words of a few containers today: of each fish, and of the laboratory. (m, fish, 8), (m, d, 32)"""
    own, laboratory = fish * WORDS_PER_FISH, len(Disease) * (FISH_MAX + 2)
    seed, keys = day.world.parameters.seed, day.world.key[containers]
    drawn = np.stack([words(seed, Stream.HEALTH_SAMPLE, day.number, own + laboratory, int(key)) for key in keys])
    return drawn[:, :own].reshape(-1, fish, WORDS_PER_FISH), drawn[:, own:].reshape(-1, len(Disease), FISH_MAX + 2)


def _loads(day: Day, constants: Constants, own: Arrays, containers: Integers) -> Floats:
    infected = own["infected"][day.position(containers)].astype(np.int64)
    return np.where(infected >= 0, load(relative(day.number - infected, constants.course_days)), 0.0)


def _bodies(day: Day, containers: Integers, raw: Blocks, wasting: Floats) -> tuple[Floats, Floats]:
    """Weight and condition factor of each fish, spread as the fish of its container; lean where the fish is sick."""
    world, at_sea = day.world, day.world.at_sea[containers]
    mean_g, cv = day.state.root_weight[containers] ** 3, world.weight_cv(day.state.batch[containers], containers)
    over_mean = weight_over_mean(normal(raw[:, :, 0]), cv[:, None], at_sea[:, None])
    lean = (1.0 + CONDITION_CV * normal(raw[:, :, 1])) * wasting
    return mean_g[:, None] * over_mean * wasting, condition_factor(mean_g, at_sea)[:, None] * lean


def _scores(burden: Floats, u: Floats) -> Integers:
    """Lesion score of each organ of each fish, by the worst of its diseases. (m, fish, organs)"""
    mean = (burden[:, :, :, None] * LESIONS).max(axis=2)
    sick = np.rint(mean * (0.6 + 0.8 * u))
    scores: Integers = np.minimum(np.maximum(sick, u < SCORED), HIGHEST_SCORE).astype(np.int64)
    return scores


def find(constants: Constants, infected: Flags, carried: Floats, raw: Blocks) -> tuple[Integers, Integers, Floats]:
    """What laboratories find.

    Parameters
    ----------
    constants
        Of the module.
    infected : ndarray of bool, shape (m, fish, d)
        Which fish carry the agent.
    carried : ndarray, shape (m, d)
        Pathogen load of their container, 0 to 1. [-]
    raw : ndarray, shape (m, d, at least fish + 1)
        Random words.

    Returns
    -------
    tuple of ndarrays, each of shape (m, d)
        Fish found positive, how the answer is read, and the amount found in the unit of the test.
    """
    u, sick = uniform(raw[:, :, : infected.shape[1]]), infected.transpose(0, 2, 1)
    found = np.where(sick, u < constants.sensitivity[:, None], u >= constants.specificity[:, None])
    positive = found.sum(axis=2)
    z = normal(raw[:, :, -1])
    ct = cycle_threshold(carried, z)
    which = np.broadcast_to(np.arange(len(Disease)), positive.shape)
    return positive, read(which, positive, ct), amount(which, carried, ct, z)


def write(day: Day, taken: Taken, findings: Findings) -> None:
    """Rows of the samplings, of their fish and of their tests."""
    world, m, fish = day.world, len(taken.container), findings.weight_g.shape[1]
    event = day.number * world.registry.containers + taken.container + 1
    date = np.full(m, world.date(day.number))
    day.rows.add(
        "health_healthsamplingevent",
        id=event,
        batch_id=day.state.batch[taken.container] + 1,
        assignment_id=world.assignment(day.state.batch[taken.container], taken.container),
        sampling_date=date,
        reason=taken.reason,
        fish_sampled=np.full(m, fish),
        avg_weight_g=findings.weight_g.mean(axis=1),
        avg_length_cm=findings.length_cm.mean(axis=1),
        avg_condition_factor=findings.condition.mean(axis=1),
        avg_gill_score=findings.scores[:, :, Organ.GILL].mean(axis=1),
    )
    number = np.tile(np.arange(fish), m)
    each = np.repeat(event, fish)
    day.rows.add(
        "health_individualfishobservation",
        id=each * (FISH_MAX + 2) + number,
        sampling_event_id=each,
        sampling_date=np.repeat(date, fish),
        fish_number=number + 1,
        weight_g=findings.weight_g.ravel(),
        length_cm=findings.length_cm.ravel(),
        condition_factor=findings.condition.ravel(),
        **{f"{organ.name.lower()}_score": findings.scores[:, :, organ].ravel() for organ in Organ},
    )
    _write_tests(day, taken, findings, event)


def _write_tests(day: Day, taken: Taken, findings: Findings, event: Integers) -> None:
    row, disease = np.nonzero(taken.panel)
    if not row.size:
        return
    world, result = day.world, findings.result[row, disease]
    day.rows.add(
        "health_healthlabsample",
        id=event[row] * 16 + disease,
        sampling_event_id=event[row],
        sample_type_id=np.array([CONFIRMED_BY[d] for d in Disease])[disease] + 1,
        disease_id=disease + 1,
        sample_date=np.full(len(row), world.date(day.number)),
        result_date=world.date(taken.answered[row, disease]),
        fish_tested=np.full(len(row), findings.weight_g.shape[1]),
        fish_positive=findings.positive[row, disease],
        result=result,
        quantity=np.where(result == Result.NEGATIVE, np.nan, findings.quantity[row, disease]),
    )
