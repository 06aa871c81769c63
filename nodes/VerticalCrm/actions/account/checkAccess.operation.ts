import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { eachItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import { checkFirstContact } from './firstContact';
import { moduleLocator, moduleParameter } from '../../parameters/parameters';
import type { Permissions } from '../../writing/permissions';
import { readPermissions } from '../../writing/permissions';
import type { Crm } from '../../transport/crm';
import { connectCrm } from '../../transport/client';
import { CrmError } from '../../transport/error';

export const description: INodeProperties[] = [moduleLocator];

interface Named {
	id?: string;
	name?: string;
}

interface UserMetadata {
	id: string;
	full_name?: string;
	email?: string;
	profile?: Named;
	role?: Named;
}

interface OrganisationMetadata {
	company_name?: string;
	license_details?: { paid_type?: string | null };
}

interface ProfileMetadata {
	permissions_details?: Array<{ name?: string; module?: string; enabled?: boolean }>;
}

/** Says who the credential belongs to, and what that user may do in the module. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	return await eachItem(this, async (itemIndex) => [toItem(await checkAccess(crm, moduleParameter(this, itemIndex)), itemIndex)]);
}

async function checkAccess(crm: Crm, module: string): Promise<object> {
	const [user] = await crm.about<UserMetadata>('users', { type: 'CurrentUser' });
	const [organisation] = await crm.about<OrganisationMetadata>('org', {});
	const permissions = await readPermissions(crm, module);
	const syncWithGoogle = await mayBeSynced(crm, module, user?.profile?.id);
	const missing = missingIn(permissions, syncWithGoogle);
	return {
		user: { id: user?.id ?? null, name: user?.full_name ?? null, email: user?.email ?? null },
		profile: user?.profile?.name ?? null,
		role: user?.role?.name ?? null,
		organisation: organisation?.company_name ?? null,
		edition: organisation?.license_details?.paid_type ?? null,
		module,
		permissions: { ...permissions, syncWithGoogleContacts: syncWithGoogle },
		missing,
		canSync: {
			crmToGoogle: permissions.view && syncWithGoogle !== false,
			googleToCrm: missing.length === 0,
			bothWays: missing.length === 0,
		},
		checks: await checkFirstContact(crm, module),
		// The CRM tells them once half of the day's credits are used.
		creditsLeft: crm.creditsLeft(),
	};
}

/** Not every edition has this permission, and not every credential may read profiles: null when nothing says. */
async function mayBeSynced(crm: Crm, module: string, profileId: string | undefined): Promise<boolean | null> {
	if (!profileId) return null;
	const [profile] = await crm.settings<ProfileMetadata>(`profiles/${profileId}`, {}).catch((error: unknown) => {
		if (error instanceof CrmError) return [];
		throw error;
	});
	const permission = profile?.permissions_details?.find(
		({ name = '', module: of }) => of === module && /sync.*google/i.test(name),
	);
	return permission?.enabled ?? null;
}

function missingIn({ view, create, edit, delete: remove }: Permissions, syncWithGoogle: boolean | null): string[] {
	return [
		view ? [] : 'View',
		create ? [] : 'Create',
		edit ? [] : 'Edit',
		remove ? [] : 'Delete',
		syncWithGoogle === false ? 'Sync with Google Contacts' : [],
	].flat();
}
