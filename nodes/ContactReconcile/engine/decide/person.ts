import type { SideName } from '../../../shared/protocol';
import { addressesOf, emailFields, hasUsableEmail } from '../fieldMap/addresses';
import { rowGoesTo, writesTo } from '../fieldMap/fieldMap';
import { nameFields, nameKeys } from '../fieldMap/personName';
import { isFoundByName } from '../fieldMap/secondKey';
import { isKnownByIdOnly } from '../match/holder';
import type { Pair, DetachReason, Snapshot } from '../model/types';
import { otherSide } from '../model/types';
import { compare, create } from './compare';
import type { Create, Decision, DecisionContext } from './decision';
import { changedSinceAgreement, holdsUnagreed } from './deletion';

/*
 * What the sync does with one person, decided from what Google last showed, what the CRM last showed, and what the two
 * last agreed on. Nothing else decides; no clock, but for "newest wins".
 */

type Rule = (pair: Pair, context: DecisionContext) => Decision;

/** `in` and `out` are inside and outside the group or list view, `gone` is deleted, `none` is no record. */
type Standing = 'in' | 'out' | 'gone' | 'none';

/**
 * Table 1, by where the person's record stands in Google, then in the CRM. Who is outside on the one side and unknown to
 * the other is no part of the sync, and only known so that no double is made.
 */
const PERSON: Record<Standing, Record<Standing, Rule>> = {
	// CRM:  in                   out                             gone                          none
	in: { in: compareBoth,     out: detach('leftView'),        gone: deletedInCrm,           none: createInCrm },
	out: { in: join,           out: detach('leftBoth'),        gone: detach('deletedInCrm'), none: outside },
	gone: { in: deletedInGoogle, out: detach('deletedInGoogle'), gone: forget,                 none: forget },
	none: { in: createInGoogle, out: outside,                   gone: forget,                 none: forget },
};

/** Decides what happens with one person. Pure, and total over both presences. */
export function decide(pair: Pair, context: DecisionContext): Decision {
	const ambiguity = context.ambiguous.get(pair);
	if (ambiguity === 'namesakeUnclear') return { kind: 'wait', reason: 'namesake' };
	if (ambiguity === 'originUnclear') return { kind: 'wait', reason: 'origin' };
	if (ambiguity === 'untouchedDouble') return double(context);
	const decision = decideByRecords(pair, context);
	// The deletion of one record concerns the other, whoever else shares its address; only a new one might be a double.
	const isSafe = pair.google !== null && pair.crm !== null && decision.kind !== 'create';
	return ambiguity && !isSafe ? { kind: 'ambiguous', reason: ambiguity } : decision;
}

function decideByRecords(pair: Pair, context: DecisionContext): Decision {
	if (isKnownByIdOnly(pair)) return { kind: 'outside' };
	const google = standing(pair.google);
	const crm = standing(pair.crm);
	// Nothing is decided before a reading by id has answered (S26, S41, S60).
	if (google === 'forbidden' || crm === 'forbidden') return { kind: 'wait', reason: 'forbidden' };
	if (google === 'unclear' || crm === 'unclear') return { kind: 'wait', reason: 'readById' };
	return PERSON[google][crm](pair, context);
}

function outside(): Decision {
	return { kind: 'outside' };
}

function forget(): Decision {
	return { kind: 'forget' };
}

/** A detached person whose two records are in scope again is linked again (S25). */
function compareBoth(pair: Pair, context: DecisionContext): Decision {
	return compare(pair, context, false);
}

function deletedInGoogle(pair: Pair, context: DecisionContext): Decision {
	return deletedOn('google', pair, context);
}

function deletedInCrm(pair: Pair, context: DecisionContext): Decision {
	return deletedOn('crm', pair, context);
}

/** Of two Google contacts that the sync created for one CRM record, the one that is not linked and nobody has changed (S44, S54). */
function double({ settings }: DecisionContext): Decision {
	if (settings.deletes && writesTo(settings, 'google')) return { kind: 'delete', on: 'google', double: true };
	return { kind: 'ambiguous', reason: 'doubleOfOwn' };
}

function standing(tree: Snapshot | null): Standing | 'unclear' | 'forbidden' {
	if (!tree) return 'none';
	switch (tree.presence) {
		case 'unlisted':
			return 'unclear';
		case 'in':
			return tree.partial ? 'unclear' : 'in';
		case 'out':
		case 'gone':
		case 'forbidden':
			return tree.presence;
	}
}

/** Where the two records stand tells why, but for what nobody can see there: a merge, and that a record never was in the list view. */
function detach(reason: DetachReason): (pair: Pair) => Decision {
	return ({ detached }) => {
		const stays = detached === 'merged' || (detached === 'outsideView' && reason === 'leftView');
		return { kind: 'detach', reason: stays ? detached : reason };
	};
}

/** Of a contact outside the group little is kept; what else it holds has to be read before it is compared (S24). */
function join(pair: Pair, context: DecisionContext): Decision {
	if (!pair.joining || !writesTo(context.settings, 'google')) return detach('leftGroup')(pair);
	return pair.google?.partial ? { kind: 'wait', reason: 'readById' } : compare(pair, context, true);
}

/** Whether the sync, and some row of its map, leads to the side: else a record made there would be empty. */
function isWritten(side: SideName, { settings, rows }: DecisionContext): boolean {
	return rows.some((row) => rowGoesTo(row, settings, side));
}

function createInGoogle(pair: Pair, context: DecisionContext): Decision {
	if (!isWritten('google', context)) return { kind: 'exclude', reason: 'onlyInCrm' };
	if (pair.lostCreateAt !== null) return { kind: 'wait', reason: 'lostCreate' };
	if (context.settings.withoutEmail === 'leaveOut' && !hasAddress(pair.crm, context)) return { kind: 'exclude', reason: 'leftOut' };
	const made = create('google', pair, context, false);
	return made.writes.length > 0 ? made : { kind: 'exclude', reason: 'empty' };
}

/** Whether a CRM record has an address at all. */
function hasAddress(tree: Snapshot | null, { rows, settings }: DecisionContext): boolean {
	const sides = { google: { capabilities: rows.map(({ capability }) => capability.google) }, crm: { capabilities: rows.map(({ capability }) => capability.crm) } };
	return tree !== null && addressesOf(tree, emailFields({ sides }, settings).crm).length > 0;
}

function createInCrm(pair: Pair, context: DecisionContext): Decision {
	if (!isWritten('crm', context)) return { kind: 'exclude', reason: 'onlyInGoogle' };
	const made = create('crm', pair, context, false);
	const reason = whyNotInCrm(pair, made, context);
	if (reason !== null) return { kind: 'exclude', reason };
	return lacksMandatory(made, context) ? { kind: 'compare', agree: [], writes: [], kept: made.kept, join: false } : made;
}

/** Whether the CRM would refuse a record because it cannot hold what Google has for a field that it does not do without. */
function lacksMandatory({ kept }: Create, { rows }: DecisionContext): boolean {
	return kept.some(({ row }) => rows[row].capability.crm.mandatory);
}

/** Nobody is created in the CRM whom an address, or else the name, would not find again after a run that broke off. */
function whyNotInCrm(pair: Pair, { writes }: Create, context: DecisionContext): 'noEmail' | 'leftOut' | 'noKey' | null {
	const { settings, rows } = context;
	if (hasUsableEmail(pair, rows, settings)) return null;
	if (settings.withoutEmail !== 'sync') return settings.withoutEmail === 'leaveOut' ? 'leftOut' : 'noEmail';
	const values = Object.fromEntries(writes.map(({ row, value }) => [rows[row].crm, value]));
	const named = nameFields(settings);
	const keys = pair.google ? nameKeys('google', pair.google, named.google, settings) : [];
	return isFoundByName(values, keys, named.crm, settings) ? null : 'noKey';
}

/** S06 to S08, S12, S130, S137: the record on `side` was deleted, the other one is there. */
function deletedOn(side: SideName, pair: Pair, context: DecisionContext): Decision {
	const left = otherSide(side);
	const reason = side === 'google' ? 'deletedInGoogle' : 'deletedInCrm';
	if (pair.detached) return detach(reason)(pair);
	const changed = changedSinceAgreement(left, pair, context);
	if (isWritten(side, context) && changed.some((row) => rowGoesTo(row, context.settings, side))) {
		const again = createAgain(side, pair, context);
		if (again.kind === 'wait' || side === 'google' || (whyNotInCrm(pair, again, context) === null && !lacksMandatory(again, context))) return again;
	}
	const mayDelete = context.settings.deletes && writesTo(context.settings, left);
	const isKept = changed.length > 0 || holdsUnagreed(left, pair, context);
	return mayDelete && !isKept ? { kind: 'delete', on: left } : detach(reason)(pair);
}

/** A re-creation whose answer was lost waits like any other (S44, S54). */
function createAgain(side: SideName, pair: Pair, context: DecisionContext): Create | { kind: 'wait'; reason: 'lostCreate' } {
	if (side === 'google' && pair.lostCreateAt !== null) return { kind: 'wait', reason: 'lostCreate' };
	return create(side, pair, context, true);
}
