"""All figures of a run, and what may be said of them.

A machine slows down and speeds up from one second to the next, so a figure is
only compared with its neighbour in the same round: a ratio is the median, over
the rounds, of ratios within a round.
"""
import csv
import statistics


class Results:
    """Records: part, row, variant, round, and any number of figures."""

    def __init__(self):
        self.records = []

    def add(self, part, row, variant, number, figures):
        self.records.append({"part": part, "row": row, "variant": variant,
                             "round": number, **figures})

    def values(self, part, row, variant, metric):
        """Round -> figure, of the rounds that gave one."""
        return {record["round"]: record[metric] for record in self.records
                if (record["part"], record["row"], record["variant"])
                == (part, row, variant) and metric in record}

    def median(self, part, row, variant, metric):
        values = self.values(part, row, variant, metric).values()
        return statistics.median(values) if values else None

    def ratios(self, part, row, metric, variant, baselines):
        """One a round. With several baselines, against the one whose median is
        highest: the best, where more is better."""
        present = [name for name in baselines
                   if self.values(part, row, name, metric)]
        if not present:
            return []
        best = max(present,
                   key=lambda name: self.median(part, row, name, metric))
        mine = self.values(part, row, variant, metric)
        theirs = self.values(part, row, best, metric)
        return [mine[number] / theirs[number]
                for number in mine if theirs.get(number)]

    def rows(self, part):
        return list(dict.fromkeys(record["row"] for record in self.records
                                  if record["part"] == part))

    def variants(self, part, row):
        return list(dict.fromkeys(
            record["variant"] for record in self.records
            if record["part"] == part and record["row"] == row))

    def write(self, path, part):
        records = [record for record in self.records if record["part"] == part]
        names = list(dict.fromkeys(
            name for record in records for name in record))
        with open(path, "w", newline="", encoding="ascii") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(records)
