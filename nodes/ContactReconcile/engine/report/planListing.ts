import type { WriteOperation } from '../../../shared/protocol';
import { contactLabel } from '../fieldMap/contactLabel';
import type { Naming } from '../fieldMap/personName';
import type { PlannedChange } from '../model/run';
import type { SyncState } from '../model/types';
import { SIDES } from '../model/types';
import { pairFinder } from '../observe/overlay';
import type { Plan } from '../plan/plan';
import { DETAIL_LIMIT } from './report';

/** Finds the name or address of the person whom an operation is about. */
export type NameOf = (operation: WriteOperation) => string;

export function nameFinder({ contacts }: Pick<SyncState, 'contacts'>, naming: Naming): NameOf {
	const find = pairFinder(contacts);
	return ({ contact }) => {
		const pair = find(contact);
		return pair ? contactLabel(pair, naming) : '';
	};
}

/** What operations would do, at most `DETAIL_LIMIT` of each side. */
export function listOperations(operations: Plan['operations'], nameOf: NameOf): PlannedChange[] {
	return SIDES.flatMap((side) => operations[side].slice(0, DETAIL_LIMIT).map((operation) => listed(operation, nameOf(operation))));
}

/** What an operation does, for people to read. */
export function listed(operation: WriteOperation, contact: string): PlannedChange {
	const whose = { side: operation.side, contact };
	switch (operation.op) {
		case 'create':
			return { ...whose, op: 'create', id: null, fields: fieldsOf(operation.set, {}) };
		case 'update': {
			const fields = fieldsOf(operation.set, operation.expect);
			return { ...whose, op: operation.join && fields.length === 0 ? 'join' : 'update', id: operation.id, fields };
		}
		case 'delete': {
			const { id, expect } = operation;
			return { ...whose, op: 'delete', id, fields: fieldsOf({}, expect).filter(({ before }) => before !== '') };
		}
	}
}

function fieldsOf(after: Record<string, string>, before: Record<string, string>): PlannedChange['fields'] {
	const names = new Set([...Object.keys(after), ...Object.keys(before)]);
	return [...names].map((field) => ({ field, before: before[field] ?? '', after: after[field] ?? '' }));
}
