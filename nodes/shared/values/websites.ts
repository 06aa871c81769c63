import { textForm } from './text';

/** Longer than any address that people keep; more is not examined. */
const LONGEST = 2_048;

/**
 * The form of a web site's address, as browsers read it (WHATWG): the host without case and in ASCII, no default port,
 * no slash at the end. `http`, `https` and no scheme are the same, and so are hosts with and without `www.`, which
 * browsers do not show. The case of the path counts. What is no web address is its own form.
 */
export function websiteForm(text: string): string {
	const plain = textForm(text);
	if (plain === '' || plain.length > LONGEST || /\s/.test(plain)) return plain;
	const url = parsed(plain);
	if (!url) return plain;
	const host = url.host.replace(/\.+(?=$|:)/, '').replace(/^(?:www\.)+(?=[^.]+\.)/, '');
	if (host === '') return plain;
	const scheme = url.port === '' ? 'http:' : url.protocol;
	const user = url.username === '' ? '' : `${url.username}${url.password === '' ? '' : `:${url.password}`}@`;
	return `${scheme}//${user}${host}${url.pathname.replace(/\/+$/, '')}${url.search}${url.hash}`;
}

function parsed(text: string): URL | undefined {
	const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
	if (scheme !== undefined && !/^https?$/i.test(scheme)) return undefined;
	// URL.canParse of Node 20 errs on letters such as ü once it has run often.
	try {
		return new URL(scheme === undefined ? `http://${text}` : text);
	} catch {
		return undefined;
	}
}
