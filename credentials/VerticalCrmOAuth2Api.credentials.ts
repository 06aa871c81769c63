import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { ADDRESS, isOfZoho } from './addresses';

/*
 * n8n's editor sends these expressions in the address of one request, which has to stay short: so each names what it repeats
 * as the parameter of a function. `s` is what is entered, `a` the form of an allowed address, `h` the host, `d` the data
 * centre, `o` an address of one's own.
 */

/** As people paste it from the browser: without a scheme, or with the path of a page. */
const HOST = '(s.host || "").trim().replace(/^(?![a-z]+:\\/\\/)/i, "https://").replace(/^([a-z]+:\\/\\/[^/]+)\\/.*$/i, "$1")';
const IS_OWN_HOST = 's.location === "ownHost"';
/** That of the one who signs in, which need not be the one of the host. */
const DATA_CENTRE = `${IS_OWN_HOST} ? (s.accountsDataCentre && s.accountsDataCentre !== "host" ? s.accountsDataCentre : /\\.eu$/i.test(h) ? "eu" : "us") : s.dataCentre || "us"`;
/** Whether the host may get tokens: those of Zoho's may, any other by the builder's word. */
const IS_REFUSED = `${IS_OWN_HOST} && !(a.test(h) && (s.otherHosts === true || ${isOfZoho('h')}))`;
/** How the addresses of a data centre end. Source: "Multi DC support" of Zoho's OAuth and CRM documentation. */
const ENDING = '({ au: ".com.au", cn: ".com.cn", us: ".com" }[d] || "." + d)';

function expression(value: string, own = '""'): string {
	return `={{ ((s, a, o) => (h => (d => ${value})(${DATA_CENTRE}))(${HOST}))($self, ${String(ADDRESS)}, ${own}) }}`;
}

/** An address of one's own wins over the built one, and is checked by the same rule. */
function signInAddress(own: string, path: string, host: string): string {
	const portal = `${host} + "/clientoauth/v2/" + encodeURIComponent((s.portalId || "").trim())`;
	const accounts = `"https://accounts.zoho" + (d === "ca" ? "cloud.ca" : ${ENDING}) + "/oauth/v2"`;
	const built = `(${IS_OWN_HOST} && s.oauthServer !== "zoho" ? ${portal} : ${accounts}) + "${path}"`;
	return expression(`o ? (a.test(o) ? o : "") : ${IS_REFUSED} ? "" : ${built}`, `($self["${own}"] || "").trim()`);
}

const API_ADDRESS = expression(`${IS_REFUSED} ? "" : ${IS_OWN_HOST} ? h : "https://www.zohoapis" + ${ENDING}`);
// The documentation of solutions: authorization requests for the EU start at .com as well, which sends them on.
const AUTHORIZATION_URL = signInAddress('ownAuthUrl', '/auth', 'h.replace(/\\.zohoplatform\\.eu$/i, ".zohoplatform.com")');
const TOKEN_URL = signInAddress('ownTokenUrl', '/token', 'h');

const NARROW_SCOPES =
	'ZohoCRM.modules.ALL,ZohoCRM.settings.modules.READ,ZohoCRM.settings.fields.READ,ZohoCRM.settings.custom_views.READ,ZohoCRM.settings.profiles.READ,ZohoCRM.users.READ,ZohoCRM.org.READ,ZohoCRM.coql.READ';
/** The only ones that the documentation of solutions names. */
const SOLUTION_SCOPES = 'ZohoCRM.modules.ALL,ZohoCRM.settings.ALL,ZohoCRM.users.READ,ZohoCRM.org.READ';

const ONLY_OWN_HOST = { show: { location: ['ownHost'] } };

const dataCentreOptions = [
	{ name: 'Australia', value: 'au' },
	{ name: 'Canada', value: 'ca' },
	{ name: 'China', value: 'cn' },
	{ name: 'Europe', value: 'eu' },
	{ name: 'India', value: 'in' },
	{ name: 'Japan', value: 'jp' },
	{ name: 'Saudi Arabia', value: 'sa' },
	{ name: 'United Arab Emirates', value: 'ae' },
	{ name: 'United Kingdom', value: 'uk' },
	{ name: 'United States', value: 'us' },
];

export class VerticalCrmOAuth2Api implements ICredentialType {
	name = 'verticalCrmOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Vertical CRM OAuth2 API';

	icon = { light: 'file:verticalCrm.svg', dark: 'file:verticalCrm.dark.svg' } as const;

	documentationUrl = 'https://github.com/contact-sync/n8n-nodes-contact-sync/blob/main/docs/credentials.md#the-crm';

	properties: INodeProperties[] = [
		{
			displayName:
				'Client ID and client secret (above) are those of an OAuth client from the solution\'s portal, or from the <a href="https://api-console.zoho.com">Zoho API console</a>. Enter the redirect URL above there.',
			name: 'clientNotice',
			type: 'notice',
			default: '',
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Kind of CRM',
			name: 'location',
			type: 'options',
			options: [
				{
					name: 'Solution on Its Own Host',
					value: 'ownHost',
					description: 'An application on the Zoho CRM Platform, as at https://my-solution.zohoplatform.com',
				},
				{ name: 'Zoho CRM Itself', value: 'dataCentre', description: 'At a Zoho data centre, as at https://crm.zoho.com' },
			],
			default: 'ownHost',
		},
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			displayOptions: { show: { location: ['ownHost'] } },
			default: '',
			required: true,
			placeholder: 'e.g. https://my-solution.zohoplatform.com',
			description: 'The address of the solution, ending in zohoplatform.com or zohoplatform.eu',
		},
		{
			displayName: 'Allow Other Hosts',
			name: 'otherHosts',
			type: 'boolean',
			displayOptions: ONLY_OWN_HOST,
			default: false,
			description: 'Whether the host may be another one than Zoho\'s, as of a gateway: it gets the client secret, the tokens and all contacts',
		},
		{
			displayName: 'OAuth Client Registered',
			name: 'oauthServer',
			type: 'options',
			displayOptions: { show: { location: ['ownHost'] } },
			options: [
				{
					name: 'In the Solution\'s Portal',
					value: 'solution',
					description: 'People sign in at the solution',
				},
				{
					name: 'In the Zoho API Console',
					value: 'zoho',
					description: 'People sign in at Zoho accounts, as for a solution made in Vertical Studio',
				},
			],
			default: 'solution',
			description: 'Where the client ID and the client secret come from',
		},
		{
			displayName: 'Data Centre of the User',
			name: 'accountsDataCentre',
			type: 'options',
			displayOptions: { show: { location: ['ownHost'], oauthServer: ['zoho'] } },
			options: [{ name: 'By the Ending of the Host', value: 'host' }, ...dataCentreOptions],
			default: 'host',
			description: 'Where the account was opened that signs in, if the host does not tell',
		},
		{
			displayName: 'Portal ID',
			name: 'portalId',
			type: 'string',
			displayOptions: { show: { location: ['ownHost'], oauthServer: ['solution'] } },
			default: '',
			required: true,
			hint: 'The portal\'s developer console shows it, where the OAuth client is registered',
		},
		{
			displayName: 'Data Centre',
			name: 'dataCentre',
			type: 'options',
			displayOptions: { show: { location: ['dataCentre'] } },
			options: dataCentreOptions,
			default: 'us',
			description: 'Where the account was opened; the address of its CRM shows it',
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'options',
			options: [
				{ name: 'V6', value: 'v6' },
				{ name: 'V7', value: 'v7' },
				{ name: 'V8', value: 'v8' },
			],
			default: 'v6',
			hint: 'Leave it as it is, unless a later one is asked for',
			description: 'All that this node needs is in V6. Solutions are documented up to V6, Zoho CRM up to V8.',
		},
		{ displayName: 'API Address', name: 'apiAddress', type: 'hidden', default: API_ADDRESS },
		{
			displayName: 'Scopes',
			name: 'scopes',
			type: 'options',
			options: [
				{ name: 'As Solutions Document Them', value: 'solution', description: 'Where the sign-in page calls a scope invalid' },
				{ name: 'Narrow', value: 'narrow', description: 'What the nodes need, and nothing else' },
				{ name: 'Own Text', value: 'own' },
			],
			default: 'narrow',
			hint: 'Leave it as it is, unless the sign-in page calls a scope invalid',
			description: 'What the sign-in asks for',
		},
		{
			displayName: 'Scopes as Text',
			name: 'ownScopes',
			type: 'string',
			displayOptions: { show: { scopes: ['own'] } },
			default: NARROW_SCOPES,
			description: 'Separated by commas',
		},
		{
			displayName: 'Own Authorization URL',
			name: 'ownAuthUrl',
			type: 'string',
			displayOptions: ONLY_OWN_HOST,
			default: '',
			hint: 'Leave it empty',
			description: 'Only where the solution documents another address to sign in than the one of its portal',
		},
		{
			displayName: 'Own Access Token URL',
			name: 'ownTokenUrl',
			type: 'string',
			displayOptions: ONLY_OWN_HOST,
			default: '',
			hint: 'Leave it empty, unless renewing fails after an hour',
			description: 'Only where the solution documents another address for tokens, or renewing fails after an hour: after signing in, the address bar shows it as "accounts-server"',
		},
		{ displayName: 'Authorization URL', name: 'authUrl', type: 'hidden', default: AUTHORIZATION_URL },
		{ displayName: 'Access Token URL', name: 'accessTokenUrl', type: 'hidden', default: TOKEN_URL },
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: `={{ $self["scopes"] === "own" ? $self["ownScopes"] : $self["scopes"] === "solution" ? "${SOLUTION_SCOPES}" : "${NARROW_SCOPES}" }}`,
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
			baseURL: '={{ $credentials.apiAddress }}',
			url: '=/crm/{{ $credentials.apiVersion || "v6" }}/users',
			qs: { type: 'CurrentUser' },
		},
	};
}
