import { keyForm } from '../../shared/values/text';
import type { GoogleContacts, Group } from '../transport/client';

/** The groups that an account's owner has made, by the names that people see and those that contacts hold. */
export class Labels {
	private readonly names = new Map<string, string>();

	private readonly groups = new Map<string, string>();

	constructor(groups: readonly Group[]) {
		groups.forEach((group) => this.add(group));
	}

	static async read(google: GoogleContacts): Promise<Labels> {
		return new Labels(await google.listGroups());
	}

	add({ resourceName, name, groupType, metadata }: Group): void {
		if (!resourceName || groupType === 'SYSTEM_CONTACT_GROUP' || metadata?.deleted) return;
		const label = (name ?? '').replaceAll(';', ',').trim();
		if (label === '') return;
		this.names.set(resourceName, label);
		// Of two that people take for the same the first one counts, and each under its very name.
		for (const key of [keyForm(label), exactly(label)]) this.groups.set(key, this.groups.get(key) ?? resourceName);
	}

	/** The group of a label; undefined where there is none. */
	groupOf(label: string): string | undefined {
		return this.groups.get(exactly(label)) ?? this.groups.get(keyForm(label));
	}

	/** Labels as people see them, of groups as a contact holds them, both joined with `;`. */
	shown(groups: string): string {
		return groups.split(';').flatMap((group) => this.names.get(group) ?? []).sort().join(';');
	}

	/** Names by groups, to be noted. */
	noted(): Record<string, string> {
		return Object.fromEntries(this.names);
	}

	/** Whether a label that was noted has another name by now, or is gone: Google need not list its contacts as changed. */
	differFrom(noted: Readonly<Record<string, string>>): boolean {
		return Object.entries(noted).some(([group, name]) => this.names.get(group) !== name);
	}
}

/** Told apart from the form of any label, which has no space at its end. */
function exactly(label: string): string {
	return `${label} `;
}
