-- SPDX-License-Identifier: GPL-3.0-or-later
-- What `ticklab db sql` and the loadable extension add to a database for a reader: views of the tables of
-- schema.sql by names that mean the same in every version. They are temporary: the file holds tables alone.
-- docs/schema.md explains the columns.

CREATE TEMP VIEW IF NOT EXISTS runs AS
SELECT run.uuid AS run, run.label, machine.fingerprint AS machine, run.origin, run.probe, run.load, run.status,
       run.samples, run.counter, run.counter_hz, run.started_utc, recording.seconds, recording.command,
       run.session, campaign.uuid AS campaign, run.cell, cell.block, analysis.made_utc AS analysed_utc
FROM run
LEFT JOIN machine USING (machine_id)
LEFT JOIN recording USING (run_id)
LEFT JOIN campaign USING (campaign_id)
LEFT JOIN cell ON cell.campaign_id = run.campaign_id AND cell.cell = run.cell
LEFT JOIN analysis USING (run_id);

CREATE TEMP VIEW IF NOT EXISTS figures AS
SELECT run.uuid AS run, run.label, run.probe, run.load, result.name, result.scope, result.grid, result.value,
       result.lo, result.hi, result.unit, result.n, result.n_eff, result.status, result.method,
       pieces.count AS pieces, pieces.stationary, pieces.piece_least, pieces.piece_greatest
FROM result
JOIN run USING (run_id)
LEFT JOIN pieces USING (run_id, name, scope, grid);

CREATE TEMP VIEW IF NOT EXISTS cells AS
SELECT campaign.uuid AS campaign, campaign.name, cell.cell, cell.block, cell.probe, cell.load, run.uuid AS run,
       run.status, run.samples
FROM cell
JOIN campaign USING (campaign_id)
LEFT JOIN run ON run.campaign_id = cell.campaign_id AND run.cell = cell.cell;

CREATE TEMP VIEW IF NOT EXISTS verdicts AS
SELECT verdict.claim, run.uuid AS run, run.label, run.probe, run.load, verdict.verdict, verdict.value, verdict.lo,
       verdict.hi, verdict.published, verdict.why
FROM verdict
LEFT JOIN run USING (run_id);

CREATE TEMP VIEW IF NOT EXISTS comparisons AS
SELECT figure, grid, probe, load, a, b, value_a, value_b, difference, lo, hi, ratio, ratio_lo, ratio_hi, runs_a,
       runs_b, between_run_sd, p_adjusted
FROM comparison;
