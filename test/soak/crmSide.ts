import type { FieldValues } from '../../nodes/shared/protocol';
import type { JsonObject, ModuleStore, VerticalCrmServer } from '../servers/crm';
import type { LogEntry } from '../servers/shared/requestLog';
import type { Fault, SoakPerson, SoakSide } from './soakSide';

const NAMES: Record<string, string> = {
	givenName: 'First_Name',
	familyName: 'Last_Name',
	workEmail: 'Email',
	workPhone: 'Phone',
	jobTitle: 'Title',
	notes: 'Description',
	workCity: 'Mailing_City',
};

/** Fields that the default map writes to. */
const MAPPED = new Set([
	...Object.values(NAMES), 'Secondary_Email', 'Mobile', 'Home_Phone', 'Fax', 'Department', 'Account_Name', 'Date_of_Birth',
	'Mailing_Street', 'Mailing_State', 'Mailing_Zip', 'Mailing_Country', 'id',
]);

const UNMAPPED = { Assistant: 'Eve', Skype_ID: 'skype', Other_City: 'Bern', Other_Phone: '0', Interests: ['Books', 'Sailing'] };

/** Requests before which users act. */
const OPERATIONS = ['records.list', 'records.get', 'coql', 'deleted', 'records.create', 'records.update', 'records.delete'] as const;

/** Kept by the CRM itself, or set by a move. */
const CHANGING = new Set(['Modified_Time', 'Modified_By', 'Full_Name', 'Lead_Source']);

/** Whoever comes from there is not in the list view. */
const OUTSIDE = 'Partner';

export class CrmSide implements SoakSide {
	readonly name = 'crm';

	private readonly module: ModuleStore;

	constructor(private readonly server: VerticalCrmServer) {
		this.module = server.crm.module('Contacts');
		const { views } = this.module;
		views.changeView(views.named('All Contacts').id, ({ Lead_Source }) => Lead_Source !== OUTSIDE);
	}

	people(): SoakPerson[] {
		// What is truly there, hidden fields included.
		return this.module.storedAt().map(({ id, values }) => ({ id, who: String(values.Last_Name), fields: fieldsOf(values) }));
	}

	add(fields: FieldValues): string {
		return this.module.add({ ...UNMAPPED, ...recordOf(fields) });
	}

	edit(id: string, fields: FieldValues): void {
		this.module.update(id, recordOf(fields));
	}

	remove(id: string): void {
		this.module.remove(id);
	}

	move(id: string): void {
		this.module.update(id, { Lead_Source: this.module.get(id)?.Lead_Source === OUTSIDE ? null : OUTSIDE });
	}

	unmapped(id: string): string {
		const entries = Object.entries(this.module.get(id) ?? {});
		return JSON.stringify(entries.filter(([name]) => !MAPPED.has(name) && !CHANGING.has(name)));
	}

	fail(fault: Fault, matches: (request: LogEntry) => boolean): void {
		this.server.faults.scripted.next(fault, { matches });
	}

	actAt(after: number, act: () => void): void {
		const { log, faults } = this.server;
		const due = log.entries().length + after;
		for (const operation of OPERATIONS) {
			const look = (): void => {
				const number = log.entries().length - 1;
				if (number === due) act();
				else if (number < due) faults.beforeOperation(operation, look);
			};
			faults.beforeOperation(operation, look);
		}
	}

	heal(): void {
		this.server.faults.clear();
	}

	writes(): number {
		return this.server.log.writes().length;
	}

	strayWrites(): string[] {
		return this.server.log.writes().flatMap(({ body }) => {
			const { data = [] } = (body ?? {}) as { data?: JsonObject[] };
			return data.flatMap((record) => Object.keys(record)).filter((name) => !MAPPED.has(name));
		});
	}

	overlaps(): number {
		return 0;
	}
}

function fieldsOf(record: JsonObject): FieldValues {
	return Object.fromEntries(Object.entries(NAMES).flatMap(([key, name]) => (record[name] ? [[key, String(record[name])]] : [])));
}

function recordOf(fields: FieldValues): JsonObject {
	return Object.fromEntries(Object.entries(fields).map(([key, value]) => [NAMES[key], value === '' ? null : value]));
}
