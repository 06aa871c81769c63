import type { WriteError, WriteOperation } from '../../shared/protocol';
import type { Crm } from '../transport/crm';
import { CrmError, permissionRemedy } from '../transport/error';

/** What the CRM user's profile allows in a module. */
export interface Permissions {
	view: boolean;
	create: boolean;
	edit: boolean;
	delete: boolean;
}

interface ModuleMetadata {
	viewable?: boolean;
	creatable?: boolean;
	editable?: boolean;
	deletable?: boolean;
}

export async function readPermissions(crm: Crm, module: string): Promise<Permissions> {
	const [metadata = {}] = await crm.settings<ModuleMetadata>(`modules/${module}`, {});
	const { viewable, creatable, editable, deletable } = metadata;
	return { view: viewable !== false, create: creatable !== false, edit: editable !== false, delete: deletable !== false };
}

/** The same before a write, where the write itself tells as well: settings that may not be read forbid nothing. */
export async function permissionsForWriting(crm: Crm, module: string): Promise<Permissions> {
	return await readPermissions(crm, module).catch((error: unknown) => {
		if (error instanceof CrmError && error.isAccess) return { view: true, create: true, edit: true, delete: true };
		throw error;
	});
}

const NEEDED = {
	create: { key: 'create', name: 'Create' },
	update: { key: 'edit', name: 'Edit' },
	delete: { key: 'delete', name: 'Delete' },
} as const satisfies Record<WriteOperation['op'], { key: keyof Permissions; name: string }>;

/** Names the permission that an operation lacks, and the direction of a sync that needs it (S41). */
export function missingPermission(
	permissions: Permissions,
	op: WriteOperation['op'],
	module: string,
): WriteError | undefined {
	const { key, name } = NEEDED[op];
	if (permissions[key]) return undefined;
	return {
		code: 'NO_PERMISSION',
		message: `The profile of the CRM user lacks the permission "${name}" on ${module}`,
		remedy: permissionRemedy([name]),
		access: true,
	};
}
