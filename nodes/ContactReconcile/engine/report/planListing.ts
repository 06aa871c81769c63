import type { WriteOperation } from '../../../shared/protocol';
import { contactLabel } from '../fieldMap/contactLabel';
import type { Naming } from '../fieldMap/personName';
import type { Plan } from '../plan/plan';
import { DETAIL_LIMIT } from './report';
import type { PlannedChange } from '../model/run';
import { indexById } from '../observe/overlay';
import { SIDES } from '../model/types';

/** What a plan would do, at most `DETAIL_LIMIT` changes of each side. */
export function listPlan({ operations, state }: Plan, naming: Naming): PlannedChange[] {
	const byId = { google: indexById(state.contacts, 'google'), crm: indexById(state.contacts, 'crm') };
	return listOperations(operations, ({ contact: { google, crm } }) => {
		const contact = byId.google.get(google ?? '') ?? byId.crm.get(crm ?? '');
		return contact ? contactLabel(contact, naming) : '';
	});
}

/** What operations would do, at most `DETAIL_LIMIT` of each side. @param nameOf finds the person's name or address. */
export function listOperations(operations: Plan['operations'], nameOf: (operation: WriteOperation) => string): PlannedChange[] {
	return SIDES.flatMap((side) =>
		operations[side].slice(0, DETAIL_LIMIT).map((operation) => ({ side, contact: nameOf(operation), ...listed(operation) })),
	);
}

function listed(operation: WriteOperation): Omit<PlannedChange, 'side' | 'contact'> {
	switch (operation.op) {
		case 'create':
			return { op: 'create', id: null, fields: fieldsOf(operation.set, {}) };
		case 'update': {
			const fields = fieldsOf(operation.set, operation.expect);
			return { op: operation.join && fields.length === 0 ? 'join' : 'update', id: operation.id, fields };
		}
		case 'delete': {
			const { id, expect } = operation;
			return { op: 'delete', id, fields: fieldsOf({}, expect).filter(({ before }) => before !== '') };
		}
	}
}

function fieldsOf(after: Record<string, string>, before: Record<string, string>): PlannedChange['fields'] {
	const names = new Set([...Object.keys(after), ...Object.keys(before)]);
	return [...names].map((field) => ({ field, before: before[field] ?? '', after: after[field] ?? '' }));
}
