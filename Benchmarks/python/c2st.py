"""The classifier two-sample test: how well boosted trees tell rows of a copy from rows of the source.

A row is described by its own columns, the number of its children through each foreign key, and the columns of its
parent (through the foreign key with the most parents). Primary keys of one column and foreign keys are left out. Texts
are categories where the source has at most 100 different ones, in two rows or more on average, with one more category
for what the source does not have; others, such as names, which copies are free to invent, are left out.

The figure is the mean area under the ROC curve over five folds; rows of one parent are in the same fold where there
are 50 parents or more. Both sides have the same number of rows, 8,000 at most, and tables of fewer than 50 are not
judged. 0.5: a copy that cannot be told from its source; 1: every row can be.
"""

import numpy
import pandas
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

FOLDS = 5
MOST_ROWS = 8000
FEWEST_ROWS = 50
# Fewer parents are kinds that both sides share rather than families of which a fold could go without one.
FEWEST_PARENTS = 50
# Halves of fewer parents differ by what these few are.
FEWEST_TO_HALVE = 1000
MOST_CATEGORIES = 100


class Judge:
    """Judges copies of the tables of one source. frames: a pandas frame for each title of source.tables."""

    def __init__(self, source, frames):
        self.source = source
        self.frames = frames
        self.vocabularies = {}
        for title, table in source.tables.items():
            for column in table.columns:
                values = frames[title][column.name]
                if column.kind == "text" and values.nunique() <= min(MOST_CATEGORIES, values.count() / 2):
                    known = values.value_counts().index
                    self.vocabularies[title, column.name] = {value: code for code, value in enumerate(known)}

    def area(self, title, frames):
        """The area under the curve for one table of a copy, None where it has too few rows."""
        return self._area(self._described(title, self.frames), self._described(title, frames))

    def floor(self, title):
        """The same for two halves of the source: what a copy as good as these would get. None for few parents."""
        rows, groups = self._described(title, self.frames)
        if len(numpy.unique(groups)) < FEWEST_TO_HALVE:
            return None
        half = self._folds(groups, 2, numpy.random.default_rng(1)) == 0
        return self._area((rows[half], groups[half]), (rows[~half], groups[~half]))

    def _own(self, title, frames):
        """The columns of a table that are no keys, as numbers; categories have names that start with *."""
        table = self.source.tables[title]
        keys = set(table.primary_key) if len(table.primary_key) == 1 else set()
        keys.update(*(key.child_columns for key in self.source.foreign_keys if key.child == title))
        described = {}
        for column in table.columns:
            values = frames[title][column.name]
            known = self.vocabularies.get((title, column.name))
            if column.name in keys or (column.kind == "text" and known is None):
                continue
            if known is not None:
                described["*" + column.name] = values.map(known).where(values.isna() | values.isin(known), len(known))
            elif column.kind == "time":
                # Seconds since 1970, NaN for null.
                described[column.name] = (values - pandas.Timestamp(0)).dt.total_seconds()
            else:
                described[column.name] = values
        return pandas.DataFrame(described, index=frames[title].index).astype(float)

    def _described(self, title, frames):
        """Features of the rows of a table, and for each row the number of its group."""
        frame = frames[title]
        parts = [self._own(title, frames)]
        for number, key in enumerate(self.source.foreign_keys):
            if key.parent == title:
                children = frames[key.child].groupby(list(key.child_columns)).size().rename("size").reset_index()
                counted = frame.merge(children, how="left", left_on=key.parent_columns, right_on=key.child_columns)
                parts.append(pandas.DataFrame({f"children {number}": counted["size"].fillna(0).to_numpy()}))
        groups = numpy.arange(len(frame))
        keys = [key for key in self.source.foreign_keys if key.child == title]
        if keys:
            key = max(keys, key=lambda key: self.frames[title][list(key.child_columns)].drop_duplicates().shape[0])
            columns = list(key.child_columns)
            parents = self._own(key.parent, frames)
            names = [f"*parent {name}" if name.startswith("*") else f"parent {name}" for name in parents.columns]
            parents.columns = names
            referenced = [f"key {column}" for column in columns]
            parents[referenced] = frames[key.parent][list(key.parent_columns)].to_numpy()
            joined = frame[columns].merge(
                parents.drop_duplicates(referenced), how="left", left_on=columns, right_on=referenced
            )
            parts.append(joined[names])
            numbers = frame.groupby(columns, dropna=False).ngroup().to_numpy()
            # A row without a parent is a group of its own.
            alone = frame[columns].isna().any(axis=1).to_numpy()
            if len(numpy.unique(numbers[~alone])) >= FEWEST_PARENTS:
                groups = numpy.where(alone, len(frame) + groups, numbers)
        return pandas.concat([part.reset_index(drop=True) for part in parts], axis=1), groups

    def _folds(self, groups, count, generator):
        """The fold of each row: groups dealt out in random order, so that each fold has as many."""
        _, numbers = numpy.unique(groups, return_inverse=True)
        return generator.permutation(numbers.max() + 1)[numbers] % count

    def _area(self, real, copy):
        generator = numpy.random.default_rng(0)
        size = min(len(real[0]), len(copy[0]), MOST_ROWS)
        if size < FEWEST_ROWS or real[0].shape[1] == 0:
            return None
        rows, folds = [], []
        for described, groups in (real, copy):
            chosen = generator.permutation(len(described))[:size]
            rows.append(described.iloc[chosen])
            folds.append(self._folds(groups[chosen], FOLDS, generator))
        names = list(real[0].columns)
        categories = [name.startswith("*") for name in names]
        features = pandas.concat(rows)[names].to_numpy()
        folds = numpy.concatenate(folds)
        labels = numpy.repeat([0, 1], size)
        areas = []
        for fold in range(FOLDS):
            training = folds != fold
            model = HistGradientBoostingClassifier(
                categorical_features=categories, early_stopping=False, random_state=0
            )
            model.fit(features[training], labels[training])
            foretold = model.predict_proba(features[~training])[:, 1]
            areas.append(roc_auc_score(labels[~training], foretold))
        return float(numpy.mean(areas))
