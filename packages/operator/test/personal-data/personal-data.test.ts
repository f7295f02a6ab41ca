/** A person's documents, account and store: one operator on each engine for all of it, because starting them takes seconds. */
import './documents.ts';
import './account.ts';
import './move.ts';
