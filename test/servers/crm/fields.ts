import type { IdSource } from './ids';

/** Zoho's names of field types, as `data_type` shows them. */
export type FieldType =
	| 'text'
	| 'textarea'
	| 'email'
	| 'phone'
	| 'website'
	| 'picklist'
	| 'multiselectpicklist'
	| 'boolean'
	| 'date'
	| 'datetime'
	| 'integer'
	| 'bigint'
	| 'double'
	| 'lookup'
	| 'ownerlookup'
	/** Told as text in a list; records show its values with their ids, and updates of records do not take it. */
	| 'tag';

/** What the CRM's administrator can see and change about a field. */
export interface FieldMeta {
	readonly id: string;
	apiName: string;
	label: string;
	type: FieldType;
	/** In characters. */
	length: number;
	/** A record cannot be saved without it. */
	mandatory: boolean;
	/** Computed or kept by the CRM itself. */
	readOnly: boolean;
	/** Two records of the module may not share a value. */
	unique: { caseSensitive: boolean } | null;
	pickList: string[];
	/** How people see options that are called otherwise, as in another language. */
	displays: Record<string, string>;
	/** Options that nobody can choose. */
	unused: string[];
	/** The API name of the module that a lookup points to. */
	lookupModule: string | null;
	custom: boolean;
	/** The API may not read it, as health data: it comes as null. */
	restricted: boolean;
	/** A text area with formatting, which listings cut after 500 characters. */
	richText: boolean;
	/** What the connected user's profile may do with the field. */
	access: 'hidden' | 'readOnly' | 'readWrite';
}

export type FieldSpec = { apiName: string; type: FieldType } & Partial<Omit<FieldMeta, 'id' | 'apiName' | 'type'>>;

/** Lengths of types that have one; contacts' own lengths are given field by field. */
const DEFAULT_LENGTHS: Record<FieldType, number> = {
	text: 255,
	textarea: 32_000,
	email: 100,
	phone: 30,
	website: 450,
	picklist: 120,
	multiselectpicklist: 765,
	boolean: 5,
	date: 20,
	datetime: 120,
	integer: 9,
	bigint: 18,
	double: 16,
	lookup: 120,
	ownerlookup: 120,
	tag: 2_000,
};

/** The fields of one module, in their order. */
export class FieldSet {
	private readonly byName = new Map<string, FieldMeta>();

	constructor(
		private readonly ids: IdSource,
		specs: FieldSpec[],
		private readonly onRename: (from: string, to: string) => void,
	) {
		specs.forEach((spec) => this.add(spec));
	}

	all(): FieldMeta[] {
		return [...this.byName.values()];
	}

	/** @returns undefined for a field that the module does not have. */
	find(apiName: string): FieldMeta | undefined {
		return this.byName.get(apiName);
	}

	/** @throws Error for a field that the module does not have. */
	get(apiName: string): FieldMeta {
		const field = this.byName.get(apiName);
		if (!field) throw new Error(`The module has no field "${apiName}".`);
		return field;
	}

	/** @throws Error when the name is taken. */
	add(spec: FieldSpec): FieldMeta {
		if (this.byName.has(spec.apiName)) throw new Error(`The module already has a field "${spec.apiName}".`);
		const field: FieldMeta = {
			label: spec.apiName.replace(/_/g, ' '),
			length: DEFAULT_LENGTHS[spec.type],
			mandatory: false,
			readOnly: false,
			unique: null,
			pickList: [],
			displays: {},
			unused: [],
			lookupModule: null,
			custom: false,
			restricted: false,
			richText: false,
			access: 'readWrite',
			...spec,
			id: this.ids.next(),
		};
		this.byName.set(field.apiName, field);
		return field;
	}

	/** Changes the field's settings; records keep what they hold. */
	alter(apiName: string, changes: Partial<Omit<FieldMeta, 'id' | 'apiName'>>): FieldMeta {
		return Object.assign(this.get(apiName), changes);
	}

	/** Gives the field another API name; records keep its values under the new name. */
	rename(from: string, to: string): void {
		const field = this.get(from);
		if (this.byName.has(to)) throw new Error(`The module already has a field "${to}".`);
		this.byName.delete(from);
		field.apiName = to;
		this.byName.set(to, field);
		this.onRename(from, to);
	}

	remove(apiName: string): void {
		this.get(apiName);
		this.byName.delete(apiName);
	}
}
