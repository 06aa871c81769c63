import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { isAllowed } from './addresses';

const GOOGLE = 'https://people.googleapis.com';

const address = '$self["serviceAddress"].trim().replace(/\\/+$/, "")';

/** Sign-in is where the service is: at Google's own addresses, or at the gateway that stands in for them. */
function signInUrl(ofGoogle: string, path: string): string {
	const own = `(${isAllowed(address)} ? ${address} + "${path}" : "")`;
	return `={{ !$self["serviceAddress"] || ${address}.toLowerCase() === "${GOOGLE}" ? "${ofGoogle}" : ${own} }}`;
}

export class GoogleContactsSyncOAuth2Api implements ICredentialType {
	name = 'googleContactsSyncOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Google Contacts Sync OAuth2 API';

	icon = { light: 'file:googleContactsSync.svg', dark: 'file:googleContactsSync.dark.svg' } as const;

	documentationUrl = 'https://github.com/contact-sync/n8n-nodes-contact-sync/blob/main/docs/credentials.md#google';

	properties: INodeProperties[] = [
		{
			displayName:
				'Client ID and client secret (above) are those of an OAuth client, type web application, from the <a href="https://console.cloud.google.com/apis/credentials">Google Cloud console</a>, in a project with the People API enabled. Enter the redirect URL above there. Set the project\'s consent screen to "In production": while it is in "Testing", Google ends the access after seven days.',
			name: 'clientNotice',
			type: 'notice',
			default: '',
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Access',
			name: 'access',
			type: 'options',
			options: [
				{
					name: 'Read and Write',
					value: 'contacts',
					description: 'For every sync that writes to Google',
				},
				{
					name: 'Read Only',
					value: 'contacts.readonly',
					description: 'Enough for a sync from Google to the CRM',
				},
			],
			default: 'contacts',
			hint: 'Read Only is enough for a sync from Google to the CRM',
		},
		{
			displayName: 'Service Address',
			name: 'serviceAddress',
			type: 'string',
			default: GOOGLE,
			hint: 'Leave it as it is',
			description:
				'Only for a gateway in front of Google. It must start with https:// (or http:// on this machine) and serve Google\'s sign-in as well.',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: signInUrl('https://accounts.google.com/o/oauth2/v2/auth', '/o/oauth2/v2/auth'),
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: signInUrl('https://oauth2.googleapis.com/token', '/token'),
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: '={{ "https://www.googleapis.com/auth/" + ($self["access"] || "contacts") }}',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: 'access_type=offline&prompt=consent',
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];

	test: ICredentialTestRequest = {
		request: {
			// An address that is not allowed gets no token: there is nothing to ask then.
			baseURL: `={{ !$credentials.serviceAddress ? "${GOOGLE}" : ${isAllowed('$credentials.serviceAddress.trim()')} ? $credentials.serviceAddress.trim() : "" }}`,
			url: '/v1/people/me',
			qs: { personFields: 'metadata' },
		},
	};
}
