/*
 * Loaded into the process that runs n8n-core: sends what n8n's own nodes ask of Google and of Zoho to the test servers,
 * whose addresses are in REDIRECT_GOOGLE and REDIRECT_CRM, request for request. Where the nodes rely on what the servers,
 * strict as the documents, do not take, it is put into the documented words:
 * - Zoho's node speaks version 2 of the API, the servers speak 6 to 8: a listing also names its fields, and a page is asked
 *   for by the token that the one before it gave.
 * - Google's node asks for "Names", and updates with the contact's etag instead of that of its source.
 */
const Module = require('node:module');

const CRM_FIELDS = 'First_Name,Last_Name,Email,Title,Phone';
const seen = new WeakSet();
const sources = new Map();
let nextPage;

function toGoogle(config, url) {
	const params = config.params?.personFields === 'Names' ? { personFields: 'names,metadata' } : config.params;
	const [, name] = /(people\/[^/:]+):updateContact$/.exec(url.pathname) ?? [];
	const data = name ? { ...parsed(config.data), metadata: { sources: sources.get(name) } } : config.data;
	return { url: process.env.REDIRECT_GOOGLE + url.pathname, params, data };
}

function toCrm(config, url) {
	const path = url.pathname.replace('/crm/v2/contacts', '/crm/v8/Contacts');
	const target = { url: process.env.REDIRECT_CRM + path };
	if (config.method.toLowerCase() !== 'get' || !path.endsWith('/Contacts')) return target;
	const { page, ...params } = config.params ?? {};
	return { ...target, params: { ...params, ...(page > 1 && { page_token: nextPage }), fields: CRM_FIELDS } };
}

function redirect(config) {
	const url = new URL(config.url);
	if (url.host === 'people.googleapis.com') return Object.assign(config, toGoogle(config, url));
	if (url.host.startsWith('www.zohoapis.')) return Object.assign(config, toCrm(config, url));
	return config;
}

function remember(answer) {
	const { resourceName, metadata, info } = parsed(answer.data) ?? {};
	if (metadata?.sources) sources.set(resourceName, metadata.sources);
	nextPage = info?.next_page_token ?? nextPage;
	return answer;
}

function parsed(data) {
	return typeof data === 'string' && data.startsWith('{') ? JSON.parse(data) : data;
}

const load = Module._load;
Module._load = function (...parameters) {
	const loaded = load.apply(this, parameters);
	const axios = parameters[0] === 'axios' ? (loaded.default ?? loaded) : undefined;
	if (!axios || seen.has(axios)) return loaded;
	seen.add(axios);
	axios.interceptors.request.use(redirect);
	axios.interceptors.response.use(remember);
	return loaded;
};
