-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a ticklab database holds (user_version 8). Runs are append-only; results, curves and
-- verdicts are computed from them and may be computed again. docs/database.md explains the columns.
-- Each CHECK of run, machine, recording and imported is also a rule by which rows are read (rules.c).

-- One row for each machine in each state of its facts. The fingerprint is a salted hash.
CREATE TABLE machine (
	machine_id  INTEGER PRIMARY KEY,
	fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 32),
	facts       TEXT NOT NULL CHECK (json_valid(facts)),
	UNIQUE (fingerprint, facts)
) STRICT;

-- A designed series of runs, and its cells in the order in which they are taken: within each block
-- every probe meets every load once, in an order drawn from the seed.
CREATE TABLE campaign (
	campaign_id  INTEGER PRIMARY KEY,
	uuid         TEXT NOT NULL UNIQUE CHECK (uuid GLOB replace('hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh', 'h', '[0-9a-f]')),
	name         TEXT NOT NULL,
	plan         TEXT NOT NULL CHECK (json_valid(plan)),
	seed         INTEGER NOT NULL CHECK (seed >= 0),
	started_utc  TEXT NOT NULL,
	ended_utc    TEXT,                                   -- NULL: cells are left to take
	recorder     TEXT                                    -- who takes them right now
) STRICT;

CREATE TABLE cell (
	campaign_id  INTEGER NOT NULL REFERENCES campaign,
	cell         INTEGER NOT NULL CHECK (cell >= 0),
	block        INTEGER NOT NULL CHECK (block >= 0),
	probe        TEXT NOT NULL,
	load         TEXT NOT NULL,
	PRIMARY KEY (campaign_id, cell)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
	run_id       INTEGER PRIMARY KEY,
	uuid         TEXT NOT NULL UNIQUE CHECK (uuid GLOB replace('hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh', 'h', '[0-9a-f]')),
	label        TEXT NOT NULL,
	origin       TEXT NOT NULL CHECK (origin IN ('collect', 'import')),
	probe        TEXT NOT NULL,
	load         TEXT NOT NULL,
	status       TEXT NOT NULL CHECK (status IN ('recording', 'complete', 'interrupted', 'failed')),
	message      TEXT,                                   -- why it failed or was interrupted
	recorder     TEXT,                                   -- who writes it, while status is recording
	machine_id   INTEGER REFERENCES machine,             -- NULL: imported
	counter      TEXT NOT NULL,
	counter_hz   REAL NOT NULL CHECK (counter_hz BETWEEN 1 AND 1e12),
	hz_source    TEXT NOT NULL CHECK (hz_source IN ('hardware', 'calibrated', 'defined', 'stated')),
	hz_calibrated REAL CHECK (hz_calibrated BETWEEN 1 AND 1e12),
	effective_tick_ticks INTEGER CHECK (effective_tick_ticks >= 1), -- of the counter, before the run
	trace        TEXT,                                   -- NULL: none; "complete, ..." or "incomplete, ..."
	ground_truth TEXT NOT NULL,                          -- page that the flags are from, or none: why
	has_start    INTEGER NOT NULL CHECK (has_start IN (0, 1)),
	cpu          INTEGER CHECK (cpu BETWEEN 0 AND 2147483647), -- NULL: not pinned
	requested    INTEGER NOT NULL CHECK (requested >= 0),
	warmup       INTEGER NOT NULL CHECK (warmup >= 0),
	samples      INTEGER NOT NULL DEFAULT 0 CHECK (samples BETWEEN chunks AND chunks * 1048576),
	chunks       INTEGER NOT NULL DEFAULT 0 CHECK (chunks >= 0),
	started_utc  TEXT NOT NULL CHECK (started_utc GLOB '*-*-*T*:*:*Z' AND julianday(started_utc) NOT NULL),
	ended_utc    TEXT CHECK (ended_utc IS NULL OR (ended_utc GLOB '*-*-*T*:*:*Z' AND julianday(ended_utc) NOT NULL)),
	tool_version TEXT NOT NULL,
	compiler     TEXT NOT NULL,
	cflags       TEXT NOT NULL,
	platform_sha256  TEXT NOT NULL,
	extractor_sha256 TEXT NOT NULL,
	source_sha256    TEXT NOT NULL,
	environment_before TEXT CHECK (environment_before IS NULL OR json_valid(environment_before)),
	environment_after  TEXT CHECK (environment_after IS NULL OR json_valid(environment_after)),
	load_detail  TEXT CHECK (load_detail IS NULL OR json_valid(load_detail)),
	instrument   TEXT CHECK (instrument IS NULL OR json_valid(instrument)),
	-- the same in runs taken block by block in turn
	session      TEXT CHECK (session GLOB replace('hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh', 'h', '[0-9a-f]')),
	restarts     INTEGER CHECK (restarts >= 1),          -- fresh processes; NULL: this one alone
	campaign_id  INTEGER,                                -- NULL: of no campaign
	cell         INTEGER,
	FOREIGN KEY (campaign_id, cell) REFERENCES cell,
	CONSTRAINT cell CHECK ((campaign_id IS NULL) = (cell IS NULL)),
	CONSTRAINT status CHECK (status <> 'complete' OR samples = requested)
) STRICT;
CREATE INDEX run_cell ON run (campaign_id, cell);
-- A cell is taken once; cells that were interrupted or failed are kept too. Since version 2.
CREATE UNIQUE INDEX run_cell_once ON run (campaign_id, cell) WHERE status IN ('recording', 'complete');

-- How a run of this program was recorded, beside what its row says. Since version 3; runs of older
-- versions and runs that were imported have no row here.
CREATE TABLE recording (
	run_id       INTEGER PRIMARY KEY REFERENCES run,
	command      TEXT NOT NULL,                          -- normalised: what it takes to record the like
	seconds      REAL CHECK (seconds >= 0),              -- from begin to end by the monotonic clock; NULL: no end
	clock_check  TEXT CHECK (clock_check IS NULL OR json_valid(clock_check))
) STRICT;

-- What is known of a recording of another tool, beside what its row in run says. Since version 4; runs
-- that were imported by older versions have no row here.
CREATE TABLE imported (
	run_id       INTEGER PRIMARY KEY REFERENCES run,
	form         TEXT NOT NULL,                          -- as 'db import --from' names it
	sample_order TEXT NOT NULL CHECK (sample_order IN ('known', 'unknown')), -- unknown: it was a histogram
	tick_hz      REAL CHECK (tick_hz BETWEEN 1e-9 AND 1e12) -- of the counter itself, as stated; NULL: not stated
) STRICT;

-- Columns of one block of samples, see store/codec.h. A gap is the time from the end of one sample to
-- the start of the next; with first_start (64 bits, the sign has no meaning) they give every start
-- tick. conditions is what else went on meanwhile. checksum is SHA-256 over the run's uuid, the counts,
-- the columns as they are stored and the conditions.
CREATE TABLE chunk (
	run_id       INTEGER NOT NULL REFERENCES run,
	seq          INTEGER NOT NULL CHECK (seq >= 0),
	first_sample INTEGER NOT NULL CHECK (first_sample >= 0),
	samples      INTEGER NOT NULL CHECK (samples BETWEEN 1 AND 1048576),
	first_start  INTEGER,                                -- NULL: the run has no start ticks
	gap          BLOB,
	elapsed      BLOB NOT NULL,
	flags        BLOB NOT NULL,
	restart      INTEGER CHECK (restart >= 0),           -- which fresh process took it
	conditions   TEXT CHECK (conditions IS NULL OR json_valid(conditions)),
	checksum     TEXT NOT NULL CHECK (length(checksum) = 64),
	PRIMARY KEY (run_id, seq),
	CHECK ((first_start IS NULL) = (gap IS NULL))
) STRICT;

-- What an analysis of a run was made with; its results are current while `key` is the same.
CREATE TABLE analysis (
	run_id       INTEGER PRIMARY KEY REFERENCES run,
	key          TEXT NOT NULL,
	made_utc     TEXT NOT NULL
) STRICT;

CREATE TABLE result (
	run_id       INTEGER NOT NULL REFERENCES run,
	name         TEXT NOT NULL,
	scope        TEXT NOT NULL,
	grid         TEXT NOT NULL,
	value        REAL,
	lo           REAL,
	hi           REAL,
	n            INTEGER NOT NULL,
	n_eff        REAL,
	unit         TEXT NOT NULL,
	status       TEXT NOT NULL,
	method       TEXT NOT NULL,
	position     INTEGER NOT NULL,                       -- order of computation, for display
	PRIMARY KEY (run_id, name, scope, grid),
	CHECK ((status = 'ok') = (value IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- A result in consecutive pieces of its series, each by itself: the least and the greatest value, and
-- whether the pieces differ by no more than the whole explains. Since version 5.
CREATE TABLE pieces (
	run_id       INTEGER NOT NULL REFERENCES run,
	name         TEXT NOT NULL,
	scope        TEXT NOT NULL,
	grid         TEXT NOT NULL,
	count        INTEGER NOT NULL CHECK (count BETWEEN 2 AND 40),
	stationary   INTEGER NOT NULL CHECK (stationary IN (0, 1)),
	piece_least  REAL,
	piece_greatest REAL,
	each_piece   TEXT CHECK (each_piece IS NULL OR json_valid(each_piece)), -- [[value, lo, hi], ...]; NULL: the whole has an interval
	PRIMARY KEY (run_id, name, scope, grid)
) STRICT, WITHOUT ROWID;

-- Points of a plot: binned before they come here.
CREATE TABLE curve (
	run_id       INTEGER NOT NULL REFERENCES run,
	name         TEXT NOT NULL,
	scope        TEXT NOT NULL,
	grid         TEXT NOT NULL,
	i            INTEGER NOT NULL,
	x            REAL NOT NULL,
	y            REAL NOT NULL,
	z            REAL,                                   -- the count, where x and y span a plane
	lo           REAL,
	hi           REAL,
	PRIMARY KEY (run_id, name, scope, grid, i)
) STRICT, WITHOUT ROWID;

-- The registry as it was read at the last judgement: one entry of data/claims/*.json each.
CREATE TABLE claim (
	claim        TEXT PRIMARY KEY,
	body         TEXT NOT NULL CHECK (json_valid(body))
) STRICT, WITHOUT ROWID;

CREATE TABLE verdict (
	verdict_id   INTEGER PRIMARY KEY,
	claim        TEXT NOT NULL REFERENCES claim,
	run_id       INTEGER REFERENCES run,                 -- NULL: from the registry alone
	verdict      TEXT NOT NULL CHECK (verdict IN ('supported', 'refuted', 'undecided',
	                                             'not applicable', 'impossible as stated')),
	value        REAL,
	lo           REAL,
	hi           REAL,
	published    TEXT NOT NULL,
	why          TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX verdict_once ON verdict (claim, ifnull(run_id, 0));

-- The last comparison of machines: each figure of a machine b against one reference a, probe by probe
-- and load by load. Where probe and load are empty it is of all of them together: ratio is the geometric
-- mean, difference is from the median machine in robust standard deviations, and outside lo to hi is an
-- outlier. Since version 6.
CREATE TABLE comparison (
	position     INTEGER PRIMARY KEY,                    -- order of comparison
	figure       TEXT NOT NULL,
	grid         TEXT NOT NULL,
	probe        TEXT NOT NULL,
	load         TEXT NOT NULL,
	a            TEXT NOT NULL,                          -- names of the machines
	b            TEXT NOT NULL,
	value_a      REAL,                                   -- means of their runs
	value_b      REAL,
	difference   REAL,
	lo           REAL,                                   -- 95 % interval of the difference
	hi           REAL,
	ratio        REAL,
	ratio_lo     REAL,
	ratio_hi     REAL,
	runs_a       INTEGER NOT NULL,
	runs_b       INTEGER NOT NULL,
	between_run_sd REAL,
	p_adjusted   REAL
) STRICT;

-- What is said of them; where probe and load are empty, which machines are outliers.
CREATE TABLE answer (
	probe        TEXT NOT NULL,
	load         TEXT NOT NULL,
	text         TEXT NOT NULL,
	PRIMARY KEY (probe, load)
) STRICT, WITHOUT ROWID;

-- What is slow among runs that are compared: those of one machine, probe and counter, in one campaign or
-- outside any. Since version 7.
CREATE TABLE slow_rule (
	slow_rule_id INTEGER PRIMARY KEY,
	campaign_id  INTEGER REFERENCES campaign,            -- NULL: of the runs outside campaigns
	machine      TEXT NOT NULL,                          -- fingerprint, or label of an import
	probe        TEXT NOT NULL,
	counter      TEXT NOT NULL,
	key          TEXT NOT NULL,                          -- what it was made from; it is current while that is the same
	threshold_ticks REAL NOT NULL,                       -- a sample above it is slow
	tick_hz      REAL NOT NULL CHECK (tick_hz > 0),      -- of the counter whose ticks these are
	runs         INTEGER NOT NULL CHECK (runs >= 1),
	method       TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX slow_rule_once ON slow_rule (ifnull(campaign_id, 0), machine, probe, counter);

-- Runs whose stored figures of slow samples are by such a rule; the others have a rule of their own.
-- Since version 7.
CREATE TABLE slow_by_rule (
	run_id       INTEGER PRIMARY KEY REFERENCES run,
	slow_rule_id INTEGER NOT NULL REFERENCES slow_rule
) STRICT;
