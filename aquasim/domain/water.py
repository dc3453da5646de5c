"""What fish swim in: temperature, salinity, oxygen, carbon dioxide, pH, nitrogen, current and waves.

`noise` is a standard-normal value, usually from a correlated series of unit variance; its size is set here.
`feed_load` is the feed of the day over the feed the tank was designed for at full stock, 0 to about 1.3.
Ranges without a source are defaults of the trade.
"""

import math

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

M2_PERIOD_H = 12.4206
SPRING_NEAP_PERIOD_H = 24.0 * 14.7653
SPRING_NEAP_AMPLITUDE = 0.4
SPRING_TIDE_H = 201.0  # since 1970-01-01 UTC: a day and a half after the new moon of 7 January
MAX_CURRENT_M_S = 1.3

CAGE_WIDTH_M = 51.0  # ring of 160 m
NET_FLOW_SHARE = 0.7  # of the current outside passes through the net
LEAST_EXCHANGE_M_S = 0.02  # at slack water, as a current
FEED_OXYGEN_G_PER_KG = 250.0  # spent on feed, on top of routine metabolism
CAGE_SALINITY_PSU = 34.0

WAVE_MEAN_M, WAVE_LOG_SD = 0.8, 0.42
WAVE_SEASON, WAVE_HIGHEST_DAY = 0.45, 15.0
# The mean of exp(b cos x) over a year is the Bessel function I0(b).
WAVE_LOG_MEAN = math.log(WAVE_MEAN_M / float(np.i0(WAVE_SEASON))) - 0.5 * WAVE_LOG_SD**2
DEFICIT_PEAK_H = 4.0
# Time in which water goes over to the mean of a new day; judgement: steps at midnight are no larger than the next.
SETTLING_H = 6.0

# Ammonia, nitrite and nitrate nitrogen of a recirculated hall, in this order.
UNFED_NITROGEN_MG_L = np.array([0.2, 0.03, 30.0])
FED_NITROGEN_MG_L = np.array([0.6, 0.04, 35.0])  # added at full feed load
LEAST_NITROGEN_MG_L = np.array([0.1, 0.02, 20.0])
MOST_NITROGEN_MG_L = np.array([1.0, 0.10, 80.0])
NITROGEN_DAYS = np.array([1.0, 3.0, 10.0])  # time in which they follow the feed; nitrate leaves with exchanged water
NITROGEN_LOG_SD = np.array([0.08, 0.12, 0.04])


def oxygen_solubility_mg_l(temperature_c: npt.ArrayLike, salinity_psu: npt.ArrayLike) -> FloatArray:
    """Dissolved oxygen at 100 % saturation and one atmosphere.

    Parameters
    ----------
    temperature_c, salinity_psu : array_like
        Water temperature, 0-40 [degC], and salinity, 0-40 [PSU].

    Returns
    -------
    ndarray, broadcast shape
        Saturation concentration. [mg/L]

    References
    ----------
    .. [1] Benson & Krause (1984), Limnol. Oceanogr. 29:620-632, as in APHA Standard Methods 4500-O.
    """
    x = 1.0 / (np.asarray(temperature_c, dtype=np.float64) + 273.15)
    salinity = np.asarray(salinity_psu, dtype=np.float64)
    fresh = -139.34411 + x * (1.575701e5 + x * (-6.642308e7 + x * (1.243800e10 - x * 8.621949e11)))
    salt = 1.7674e-2 + x * (-10.754 + x * 2140.7)
    return np.asarray(np.exp(fresh - salinity * salt), dtype=np.float64)


def unionised_ammonia_fraction(temperature_c: npt.ArrayLike, ph: npt.ArrayLike) -> FloatArray:
    """Share of ammonia nitrogen that is the toxic NH3, in fresh water.

    Parameters
    ----------
    temperature_c, ph : array_like
        Water temperature [degC] and pH [-].

    Returns
    -------
    ndarray, broadcast shape
        1 / (1 + 10^(pKa - pH)), between 0 and 1. [-]

    References
    ----------
    .. [1] Emerson et al. (1975), J. Fish. Res. Board Can. 32:2379-2383.
    """
    pka = 0.09018 + 2729.92 / (np.asarray(temperature_c, dtype=np.float64) + 273.15)
    return np.asarray(1.0 / (1.0 + 10.0 ** (pka - np.asarray(ph, dtype=np.float64))), dtype=np.float64)


def sea_climatology_c(
    day_of_year: npt.ArrayLike, mean_c: npt.ArrayLike, amplitude_c: npt.ArrayLike, warmest_day: npt.ArrayLike
) -> FloatArray:
    """Normal sea temperature, a yearly cosine that peaks on `warmest_day`; all arguments broadcast. [degC]"""
    past_peak = np.asarray(day_of_year, dtype=np.float64) - np.asarray(warmest_day, dtype=np.float64)
    swing = np.asarray(amplitude_c, dtype=np.float64) * np.cos(2.0 * np.pi / 365.25 * past_peak)
    return np.asarray(mean_c, dtype=np.float64) + swing


def ar1_series(normals: FloatArray, phi: float, sd: float, before: FloatArray | None = None) -> FloatArray:
    """Stationary first-order autoregression down the days.

    Parameters
    ----------
    normals : ndarray, shape (days, n)
        Independent standard-normal draws. [-]
    phi, sd : float
        Correlation with the day before [-] and standard deviation, the same on every day.
    before : ndarray, shape (n,), optional
        The series on the day before the first, where it goes on.

    Returns
    -------
    ndarray, shape (days, n)
        The series, about zero, in the unit of `sd`.
    """
    series = sd * math.sqrt(1.0 - phi * phi) * normals
    if before is None:
        series[:1] = sd * normals[:1]
    else:
        series[:1] += phi * before
    for day in range(1, len(series)):
        series[day] += phi * series[day - 1]
    return series


def runoff_drop_psu(
    rain_mm: FloatArray,
    mean_rain_mm: npt.ArrayLike,
    mean_drop_psu: npt.ArrayLike,
    decay_per_day: float,
    before: tuple[FloatArray, FloatArray] | None = None,
) -> FloatArray:
    """Fall of salinity by run-off: the rain of a day arrives on the next, and is flushed out over the days that follow.

    Parameters
    ----------
    rain_mm : ndarray, shape (days, n)
        Rain of each day. [mm]
    mean_rain_mm, mean_drop_psu : array_like, broadcast to (n,)
        Mean rain of a day [mm], above zero, and the fall of salinity that it keeps up [PSU].
    decay_per_day : float
        Rate of flushing, 0.15-0.33 for pulses of 3-7 days; a day keeps exp(-rate). [1/d]
    before : (ndarray, ndarray), shapes (n,), optional
        Drop [PSU] and rain [mm] of the day before the first, where the series goes on.

    Returns
    -------
    ndarray, shape (days, n)
        Drop below the salinity without run-off, never negative; `mean_drop_psu` on the first day of all. [PSU]
    """
    kept = math.exp(-decay_per_day)
    drop = np.empty(rain_mm.shape)
    drop_psu_per_mm = np.asarray(mean_drop_psu, dtype=np.float64) / np.asarray(mean_rain_mm, dtype=np.float64)
    drop[:1] = mean_drop_psu if before is None else kept * before[0] + (1.0 - kept) * drop_psu_per_mm * before[1]
    arriving = (1.0 - kept) * drop_psu_per_mm * rain_mm
    for day in range(1, len(drop)):
        drop[day] = kept * drop[day - 1] + arriving[day - 1]
    return drop


def tank_saturation_pct(feed_load: npt.ArrayLike, noise: npt.ArrayLike) -> FloatArray:
    """Oxygen saturation of a tank: 100 unfed, 90 at full load, within 80-108. [%]"""
    load, deviate = np.asarray(feed_load, dtype=np.float64), np.asarray(noise, dtype=np.float64)
    return np.clip(100.0 - 10.0 * load + 1.5 * deviate, 80.0, 108.0)


def routine_oxygen_mg_kg_h(temperature_c: npt.ArrayLike) -> FloatArray:
    """Oxygen uptake of unfed 3 kg salmon cruising at 0.7 body lengths per second.

    Parameters
    ----------
    temperature_c : array_like
        Water temperature. [degC]

    Returns
    -------
    ndarray, same shape
        93.9 W^-0.13 1.03^T 1.56^U. [mg/kg/h]

    References
    ----------
    .. [1] Grottum & Sigholt (1998), Aquacult. Eng. 17:241-251; coefficients refitted in doi 10.21203/rs.3.rs-8696570.
    """
    warmth = 1.03 ** np.asarray(temperature_c, dtype=np.float64)
    return np.asarray(93.9 * 3.0**-0.13 * 1.56**0.7 * warmth, dtype=np.float64)


def cage_saturation_pct(
    density_kg_m3: npt.ArrayLike,
    feed_fraction_of_biomass: npt.ArrayLike,
    temperature_c: npt.ArrayLike,
    current_m_s: npt.ArrayLike,
    noise: npt.ArrayLike,
) -> FloatArray:
    """Daily mean oxygen saturation in a cage: what comes in, less what the fish take while the water passes.

    Parameters
    ----------
    density_kg_m3, feed_fraction_of_biomass : array_like
        Stocking density [kg/m3] and feed of the day over biomass [kg/kg].
    temperature_c, current_m_s, noise : array_like
        Water temperature [degC], mean current outside [m/s] and deviate [-].

    Returns
    -------
    ndarray, broadcast shape
        Usually 85-100, 65-80 in dense cages in a warm, slack sea; within 55-115. [%]
    """
    density, temperature = np.asarray(density_kg_m3, dtype=np.float64), np.asarray(temperature_c, dtype=np.float64)
    fed_mg_kg_h = np.asarray(feed_fraction_of_biomass, dtype=np.float64) * (FEED_OXYGEN_G_PER_KG * 1000.0 / 24.0)
    uptake_mg_l_h = density * (routine_oxygen_mg_kg_h(temperature) + fed_mg_kg_h) / 1000.0
    inflow_m_s = np.maximum(np.asarray(current_m_s, dtype=np.float64), LEAST_EXCHANGE_M_S) * NET_FLOW_SHARE
    deficit_mg_l = uptake_mg_l_h * (CAGE_WIDTH_M / 3600.0) / inflow_m_s
    saturation = 100.0 - 100.0 * deficit_mg_l / oxygen_solubility_mg_l(temperature, CAGE_SALINITY_PSU)
    return np.clip(saturation + 2.0 * np.asarray(noise, dtype=np.float64), 55.0, 115.0)


def tank_co2_mg_l(feed_load: npt.ArrayLike, noise: npt.ArrayLike) -> FloatArray:
    """Carbon dioxide in a recirculated tank: 5.5 unfed, 10.5 at full load, within 5-12. [mg/L]"""
    load, deviate = np.asarray(feed_load, dtype=np.float64), np.asarray(noise, dtype=np.float64)
    return np.clip(5.5 + 5.0 * load + 0.3 * deviate, 5.0, 12.0)


def tank_ph(co2_mg_l: npt.ArrayLike, noise: npt.ArrayLike) -> FloatArray:
    """pH of a recirculated tank kept at an alkalinity of 1 mmol/L: 7.38 at 5 mg/L CO2, 7.00 at 12, within 6.5-7.5. [-]

    References
    ----------
    .. [1] Henderson-Hasselbalch with pK1 at 12 degC of Plummer & Busenberg (1982), Geochim. Cosmochim. Acta 46:1011.
    """
    co2_mmol_l = np.asarray(co2_mg_l, dtype=np.float64) / 44.01
    return np.clip(6.44 - np.log10(co2_mmol_l) + 0.015 * np.asarray(noise, dtype=np.float64), 6.5, 7.5)


def sea_ph(temperature_c: npt.ArrayLike, noise: npt.ArrayLike) -> FloatArray:
    """pH of coastal sea water: 8.08 at 8 degC, falling by 0.01 per degC, within 7.9-8.2. [-]"""
    temperature, deviate = np.asarray(temperature_c, dtype=np.float64), np.asarray(noise, dtype=np.float64)
    return np.clip(8.08 - 0.01 * (temperature - 8.0) + 0.03 * deviate, 7.9, 8.2)


def settled_nitrogen_mg_l(feed_load: npt.ArrayLike) -> FloatArray:
    """Nitrogen that the water of a recirculated hall comes to under a steady feed load.

    Parameters
    ----------
    feed_load : array_like, shape (n,)
        Feed over the feed that the hall is designed for. [-]

    Returns
    -------
    ndarray, shape (n, 3)
        Total ammonia nitrogen: 0.2 unfed, 0.8 at full load, at most 1.0; nitrite nitrogen: 0.03 and 0.07, at most
        0.1; nitrate nitrogen: 30 and 65, at most 80. [mg/L]
    """
    load = np.asarray(feed_load, dtype=np.float64)[..., np.newaxis]
    settled: FloatArray = np.minimum(UNFED_NITROGEN_MG_L + FED_NITROGEN_MG_L * load, MOST_NITROGEN_MG_L)
    return settled


def advance_nitrogen(before_mg_l: FloatArray, feed_load: npt.ArrayLike, noise: FloatArray) -> FloatArray:
    """Nitrogen of halls a day later: bacteria and the exchange of water take it towards what the feed load brings.

    Parameters
    ----------
    before_mg_l, noise : ndarray, shape (n, 3)
        Ammonia, nitrite and nitrate nitrogen of the day before [mg/L], and independent standard-normal draws [-].
    feed_load : array_like, shape (n,)
        Feed of the day over the feed that the hall is designed for. [-]

    Returns
    -------
    ndarray, shape (n, 3)
        Nitrogen of the day, scattered about its course by `NITROGEN_LOG_SD`. [mg/L]
    """
    share = -np.expm1(-1.0 / NITROGEN_DAYS)
    course = before_mg_l + share * (settled_nitrogen_mg_l(feed_load) - before_mg_l)
    # The scatter of one day that adds up to NITROGEN_LOG_SD, as in a first-order autoregression.
    today = NITROGEN_LOG_SD * np.sqrt(share * (2.0 - share))
    return np.clip(course * np.exp(today * noise), LEAST_NITROGEN_MG_L, MOST_NITROGEN_MG_L)


def tidal_current_m_s(hours_since_epoch: npt.ArrayLike, mean_m_s: npt.ArrayLike, phase_h: npt.ArrayLike) -> FloatArray:
    """Speed of the tidal current: two strong runs per M2 tide, stronger at springs.

    Parameters
    ----------
    hours_since_epoch, mean_m_s, phase_h : array_like
        Hours since 1970-01-01 UTC [h], mean speed over months [m/s] and a site's lag behind the common tide [h].

    Returns
    -------
    ndarray, broadcast shape
        Speed, never above 1.3: the square of the M2 sinusoid, as skewed as measured speeds (95th percentile 2.5
        times the mean). A whole tide averages 0.6 of `mean_m_s` at neaps and 1.4 at springs. [m/s]
    """
    hours = np.asarray(hours_since_epoch, dtype=np.float64)
    lagged = hours - np.asarray(phase_h, dtype=np.float64)
    run = 1.0 - np.cos(4.0 * np.pi / M2_PERIOD_H * lagged)
    spring = 1.0 + SPRING_NEAP_AMPLITUDE * np.cos(2.0 * np.pi / SPRING_NEAP_PERIOD_H * (hours - SPRING_TIDE_H))
    return np.minimum(np.asarray(mean_m_s, dtype=np.float64) * run * spring, MAX_CURRENT_M_S)


def settling_day_shape(hours: npt.ArrayLike) -> FloatArray:
    """Course of a day in which water leaves the mean of the day before and settles, about the day's own mean.

    Tomorrow has no part in it. Water = mean + (mean of the day before - mean) x shape.

    Parameters
    ----------
    hours : array_like, shape (h,)
        Hours of the day at which readings are taken. [h]

    Returns
    -------
    ndarray, shape (h,)
        Sums to zero over `hours`, highest at midnight: .69 there and -.30 at 21 h with a reading every three hours. [-]
    """
    left = np.exp(-np.asarray(hours, dtype=np.float64) / SETTLING_H)
    return np.asarray(left - left.mean(), dtype=np.float64)


def oxygen_day_shape(hours: npt.ArrayLike, meal_hours: npt.ArrayLike) -> FloatArray:
    """Course of oxygen within a day of meals, about its daily mean.

    Parameters
    ----------
    hours, meal_hours : array_like, shapes (h,) and (m,)
        Hours of the day at which readings are taken, and at which the fish are fed. [h]

    Returns
    -------
    ndarray, shape (h,)
        Sums to zero over `hours`, largest modulus 1, lowest about 4 h after a meal; all zero without meals. [-]
    """
    since = (np.asarray(hours, dtype=np.float64)[:, np.newaxis] - np.asarray(meal_hours, dtype=np.float64)) % 24.0
    ratio = since / DEFICIT_PEAK_H
    deficit = np.square(ratio * np.exp(1.0 - ratio)).sum(axis=1)
    shape = deficit.mean() - deficit
    reach = np.abs(shape).max()
    # Below this the hours differ by rounding alone, as with no meal or a single hour.
    return np.asarray(shape / reach if reach > 1e-6 else np.zeros_like(shape), dtype=np.float64)


def significant_wave_height_m(normal: npt.ArrayLike, day_of_year: npt.ArrayLike) -> FloatArray:
    """Significant wave height at a farm: log-normal, highest in mid-January.

    Parameters
    ----------
    normal, day_of_year : array_like
        Standard-normal draw [-] and day of the year [d].

    Returns
    -------
    ndarray, broadcast shape
        Over a year mean 0.8, 95th percentile 1.65, 99th 2.3. [m]
    """
    past_peak = np.asarray(day_of_year, dtype=np.float64) - WAVE_HIGHEST_DAY
    season = WAVE_SEASON * np.cos(2.0 * np.pi / 365.25 * past_peak)
    log_height = WAVE_LOG_MEAN + season + WAVE_LOG_SD * np.asarray(normal, dtype=np.float64)
    return np.asarray(np.exp(log_height), dtype=np.float64)
