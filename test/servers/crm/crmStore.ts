import { crmTime } from './clock';
import { IdSource } from './ids';
import type { Json, JsonObject } from './json';
import { ModuleStore, type ModuleSpec } from './moduleStore';
import { DEFAULT_MODULES } from './world';

export interface CrmUser {
	id: string;
	firstName: string;
	lastName: string;
	email: string;
	profile: string;
	role: string;
}

export interface CrmOrganisation {
	id: string;
	name: string;
	/** Minutes east of UTC, as the organisation's times are written. */
	offsetMinutes: number;
	timeZone: string;
}

/** A workflow that a write set off because it left `trigger` out or named it. */
export interface FiredWorkflow {
	module: string;
	recordId: string;
	operation: 'create' | 'delete' | 'update';
}

/** The true state of the CRM. Tests change it here as a user does in the CRM's own pages. */
export class CrmStore {
	readonly organisation: CrmOrganisation;
	readonly users: CrmUser[];
	/** The user whose account the sync is connected to. */
	currentUser: CrmUser;
	readonly firedWorkflows: FiredWorkflow[] = [];
	readonly startedCadences: Array<{ module: string; recordId: string }> = [];

	private readonly modules: ModuleStore[] = [];
	/** The name that each module came with, by module id: tests may go on using it after a rename. */
	private readonly firstNames = new Map<string, string>();
	private readonly ids: IdSource;

	constructor(
		readonly now: () => number,
		seed: number,
	) {
		this.ids = new IdSource(seed);
		this.organisation = {
			id: this.ids.next(),
			name: 'Example Practice',
			offsetMinutes: 120,
			timeZone: 'Europe/Zurich',
		};
		this.currentUser = this.newUser('Paula', 'Boyle');
		this.users = [this.currentUser, this.newUser('Remo', 'Keller')];
		DEFAULT_MODULES.forEach((spec) => this.addModule(spec));
	}

	/** @param name the module's API name, or the one it came with. @throws Error when there is none. */
	module(name: string): ModuleStore {
		const found = this.findModule(name) ?? this.modules.find((module) => this.firstNames.get(module.id) === name);
		if (!found) throw new Error(`The CRM has no module "${name}".`);
		return found;
	}

	/** By its API name of today only. */
	findModule(apiName: string): ModuleStore | undefined {
		return this.modules.find((module) => module.apiName === apiName);
	}

	allModules(): ModuleStore[] {
		return [...this.modules];
	}

	addModule(spec: ModuleSpec): ModuleStore {
		const module = new ModuleStore(spec, {
			ids: this.ids,
			now: this.now,
			currentUserId: () => this.currentUser.id,
			lookupName: (name, id) => this.nameOf(name, id),
			lookupId: (name, recordName) => this.idOf(name, recordName),
			userReference: (id) => this.userReference(id),
			time: (milliseconds) => this.time(milliseconds),
		});
		this.modules.push(module);
		this.firstNames.set(module.id, spec.apiName);
		return module;
	}

	/** Gives a module another API name, and its labels with it; lookups follow. */
	renameModule(from: string, to: string): void {
		const module = this.module(from);
		for (const field of this.modules.flatMap((each) => each.fields.all())) {
			if (field.lookupModule === module.apiName) field.lookupModule = to;
		}
		module.apiName = to;
		module.plural = to;
	}

	get profileId(): string {
		return `${this.organisation.id.slice(0, -1)}1`;
	}

	/** Time as this organisation writes it. */
	time(milliseconds: number): string {
		return crmTime(milliseconds, this.organisation.offsetMinutes);
	}

	userReference(id: string): Json {
		const user = this.users.find((candidate) => candidate.id === id);
		return user ? { name: `${user.firstName} ${user.lastName}`, id, email: user.email } : null;
	}

	/** Name and id only, as write results and the deleted feed show users. */
	shortUserReference(id: string): JsonObject {
		const user = this.users.find((candidate) => candidate.id === id) ?? this.currentUser;
		return { name: `${user.firstName} ${user.lastName}`, id: user.id };
	}

	private nameOf(moduleName: string, id: string): string | undefined {
		const module = this.findModule(moduleName);
		const record = module?.find(id);
		return module && record ? module.nameOf(record) : undefined;
	}

	private idOf(moduleName: string, name: string): string | undefined {
		const module = this.findModule(moduleName);
		return module?.storedAt().find((record) => module.nameOf(record) === name)?.id;
	}

	private newUser(firstName: string, lastName: string): CrmUser {
		return {
			id: this.ids.next(),
			firstName,
			lastName,
			email: `${firstName}.${lastName}@example.org`.toLowerCase(),
			profile: 'Administrator',
			role: 'CEO',
		};
	}
}
