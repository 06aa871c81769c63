import type { FieldValues, SideName } from '../../../shared/protocol';
import type { MappedRow } from '../fieldMap/fieldMap';
import type { Ambiguities, AmbiguityReason, Candidates, Sharing } from '../match/undecided';
import type { Pair, DetachReason, SyncSettings } from '../model/types';
import type { MissingLinks } from '../observe/missingLinks';
import type { FieldWrite, KeptDifference } from './field';

export interface DecisionContext {
	settings: SyncSettings;
	rows: readonly MappedRow[];
	ambiguous: Ambiguities;
	/** Names that the CRM has no one record of to link to. */
	missing?: MissingLinks;
	/** What new records of the CRM hold in fields that Google shows nothing for. */
	fixed?: Readonly<FieldValues>;
	/** What those who are created share with other people, knowingly. */
	sharing?: ReadonlyMap<Pair, Sharing>;
	/** Records of the CRM, by id, that have the name of one who is created there and are known to be somebody else. */
	namesakes?: ReadonlyMap<Pair, ReadonlySet<string>>;
	/** Whom those who cannot be told apart may be on the other side. */
	perhaps?: Candidates;
}

type ExclusionReason = 'onlyInGoogle' | 'onlyInCrm' | 'noEmail' | 'leftOut' | 'noKey' | 'empty';
type WaitReason = 'readById' | 'forbidden' | 'lostCreate' | 'namesake' | 'origin';

/**
 * Two records in scope, field by field: what is to be written, agreed on, or stays different. `moved`: what the CRM shows in these
 * rows, Google's lists hold already.
 */
export type Compared = { kind: 'compare'; agree: number[]; writes: FieldWrite[]; kept: KeptDifference[]; join: boolean; moved?: number[] };
/** `fixed`: what no row of the map brings. `again`: its deleted record had a counterpart that was changed since. */
export type Create = { kind: 'create'; on: SideName; writes: FieldWrite[]; fixed: FieldValues; kept: KeptDifference[]; again: boolean };
/** `double`: of a contact that the sync created twice. */
export type Delete = { kind: 'delete'; on: SideName; double?: true };

/** What may be written to a side. */
export type Change = Compared | Create | Delete;

/** What needs no write. */
type Rest =
	| { kind: 'detach'; reason: DetachReason }
	| { kind: 'exclude'; reason: ExclusionReason }
	| { kind: 'ambiguous'; reason: Exclude<AmbiguityReason, 'namesakeUnclear' | 'originUnclear' | 'untouchedDouble'> }
	| { kind: 'wait'; reason: WaitReason }
	| { kind: 'outside' }
	| { kind: 'forget' };

export type Decision = Change | Rest;

export function isChange(decision: Decision): decision is Change {
	return decision.kind === 'compare' || decision.kind === 'create' || decision.kind === 'delete';
}

const NO_SIDES: readonly SideName[] = [];

/** The sides that a change writes to; none where everything is as it should be. */
export function sidesWritten(change: Change): readonly SideName[] {
	if (change.kind !== 'compare') return [change.on];
	if (change.writes.length === 0 && !change.join) return NO_SIDES;
	const sides = new Set(change.writes.map(({ to }) => to));
	if (change.join) sides.add('google');
	return [...sides];
}

export function writesOf(decision: Decision): readonly FieldWrite[] {
	return decision.kind === 'compare' || decision.kind === 'create' ? decision.writes : [];
}

/** The differences that a decision lets stand. */
export function keptBy(decision: Decision): readonly KeptDifference[] {
	return decision.kind === 'compare' || decision.kind === 'create' ? decision.kept : [];
}
