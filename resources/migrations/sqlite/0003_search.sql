-- SPDX-FileCopyrightText: 2026 The Maru authors
-- SPDX-License-Identifier: MIT
--
-- The index for searching texts: docs/decisions/0015. It is filled after the messages are stored, the newest last, and
-- made anew from them whenever it does not fit.

-- A row for each message of a person that is not deleted, under the rowid of `messages`: its terms, which are not kept.
CREATE VIRTUAL TABLE search_index USING fts5(terms, content='', columnsize=0, detail='none', tokenize='ascii');

-- One row. indexed: the messages up to this rowid are in the index, last_id is that message's id. version: of the terms.
CREATE TABLE search_state (
    indexed INTEGER NOT NULL,
    last_id TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT;

INSERT INTO search_state (indexed, last_id, version) VALUES (0, '', 0);

-- Messages that changed since they were indexed, with the terms that the index has of them: it forgets a row only when
-- it is told what was in it.
CREATE TABLE search_stale (
    doc INTEGER PRIMARY KEY NOT NULL,
    terms TEXT NOT NULL
) STRICT;
