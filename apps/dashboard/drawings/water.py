"""The water that fish felt."""

from typing import Any

from apps.dashboard.charts import Chart, Series


def water_chart(rows: list[dict[str, Any]]) -> Chart:
    return Chart(
        [row["date"] for row in rows],
        [
            Series("Temperature", [row["temperature"] for row in rows], "°C", "warm", "line", 1),
            Series("Oxygen, mean", [row["saturation"] for row in rows], "%", "one", "line", 0, "right"),
            Series("Oxygen, lowest", [row["lowest"] for row in rows], "%", "sea", "dash", 0, "right"),
        ],
        zero=False,
    )
