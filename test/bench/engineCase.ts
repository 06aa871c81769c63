import type { INodeExecutionData } from 'n8n-workflow';

import type { PlanInput } from '../../nodes/ContactReconcile/engine/plan/plan';
import { planChanges } from '../../nodes/ContactReconcile/engine/plan/plan';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { encodeState } from '../../nodes/ContactReconcile/store/stateCodec';
import type { SideReading } from '../../nodes/ContactReconcile/engine/observe/overlay';
import { googleCapability } from '../../nodes/shared/catalogue/googleFields';
import type { FieldCapability, RunStamp, SideName } from '../../nodes/shared/protocol';
import { listsOf, PLAIN } from '../engine/arranged';
import { World } from '../engine/world';
import { asCrm, edited, personFields, randomNumbers, ROWS, SETTINGS, shuffled } from './people';

const FIRST_RUN = Date.parse('2026-01-01T00:00:00Z');
const HOUR = 60 * 60 * 1_000;
const SEED = 20_260_101;

/** A sync of so many people that has settled, as text, and a full reading of both sides after the edits since. */
export interface EngineCase {
	stored: string;
	input: Omit<PlanInput, 'state'>;
}

export function engineCase(people: number): EngineCase {
	const settled = planChanges({ ...planInput(people, false), state: emptyState() });
	return { stored: encodeState({ ...settled.state, settled: true }), input: planInput(people, true) };
}

/** The same people as n8n items, in the same order, under the CRM's names on both sides. */
export function itemsOf(people: number): Record<SideName, INodeExecutionData[]> {
	const { google, crm } = planInput(people, true).readings;
	return {
		google: google.contacts.map(({ fields }) => ({ json: asCrm(fields) })),
		crm: crm.contacts.map(({ fields }) => ({ json: fields })),
	};
}

function planInput(people: number, withEdits: boolean): EngineCase['input'] {
	const startedAt = FIRST_RUN + (withEdits ? HOUR : 0);
	const run: RunStamp = {
		id: withEdits ? 'second' : 'first',
		syncName: 'bench',
		onlyEmailAsWork: true,
	};
	const reading = (side: SideName): SideReading => readingOf(side, people, withEdits, run, startedAt);
	const settings = { ...new World(SETTINGS).settings, syncName: 'bench' };
	return { settings, run, startedAt, readings: { google: reading('google'), crm: reading('crm') } };
}

function readingOf(side: SideName, people: number, withEdits: boolean, run: RunStamp, startedAt: number): SideReading {
	const indexes = Array.from({ length: people }, (_, index) => index);
	const contacts = shuffled(indexes, randomNumbers(SEED + (side === 'google' ? 1 : 2))).map((index) => {
		const isEdited = withEdits && edited(index)[side];
		const fields = personFields(index);
		if (isEdited) fields.jobTitle = `Edited in ${side}`;
		return {
			kind: 'contact' as const,
			side,
			id: side === 'google' ? `people/c${index}` : String(5_000_000_000_000_000_000n + BigInt(index)),
			fields: side === 'google' ? fields : asCrm(fields),
			...(side === 'google' && { lists: listsOf(fields, PLAIN) }),
			emails: [fields.workEmail, fields.homeEmail],
			inScope: true,
			modifiedAt: new Date(isEdited ? startedAt : FIRST_RUN).toISOString(),
		};
	});
	return {
		contacts,
		absences: [],
		cursor: {
			kind: 'cursor',
			side,
			mode: 'full',
			complete: true,
			cursor: 'cursor',
			readAt: new Date(startedAt).toISOString(),
			scope: side === 'google' ? 'contactGroups/1' : 'Contacts/1',
			scopeName: 'Customers',
			fields: ROWS.map((row) => capability(side, row[side], row.google)),
			about: { notedAt: new Date(startedAt).toISOString() },
			hints: [],
			run,
		},
	};
}

/** A CRM field holds what its counterpart in Google holds. */
function capability(side: SideName, name: string, googleField: string): FieldCapability {
	const field = googleCapability(googleField);
	if (!field) throw new Error(`Google has no field ${googleField}`);
	return side === 'google' ? field : { ...field, name };
}
