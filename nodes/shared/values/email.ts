import { lowerForm, textForm } from './text';

/** Longer than any address, together with the name before it; more is not examined. */
const LONGEST = 1_000;

/** An address of ASCII letters with nothing around it, whose domain is not `xn--`. */
const PLAIN = /^[a-z0-9][\w.%+-]*@(?!.*xn--)[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i;

/** What stands around an address and is none of it; a run of that is looked at from its beginning only, once. */
const EDGES = /^[\s<\p{Quotation_Mark}]+|(?<![\s>;,.\p{Quotation_Mark}])[\s>;,.\p{Quotation_Mark}]+$/gu;

/** What follows an address by RFC 5322, as in `a@b.org (work)`. */
const COMMENT = /(?<=\S)\s+\([^()@]*\)$/;

/**
 * The bare address in a text, as other programs wrap it: `mailto:` links, `Name <a@b.org>` with brackets of any kind,
 * quotation marks around it, a dot, semicolon or comment behind it, marks that are not shown. The address is spelled as in the text.
 */
export function bareEmail(text: string): string {
	let address = textForm(text);
	if (address.length > LONGEST) return address;
	for (let last = ''; last !== address; ) {
		last = address;
		address = unwrapped(address);
	}
	return address;
}

/**
 * The form of an e-mail address: two texts of one form are one address. Case does not count, nor whether the domain is
 * written with its own letters or as `xn--`. What holds no address is its own form.
 */
export function emailForm(text: string): string {
	// Nearly all addresses, seen without unwrapping.
	if (PLAIN.test(text)) return text.toLowerCase();
	const address = bareEmail(text);
	const at = address.lastIndexOf('@');
	if (at < 0) return lowerForm(address.replace(EDGES, ''));
	return `${lowerForm(address.slice(0, at).normalize('NFKC').replace(EDGES, ''))}@${domainForm(address.slice(at + 1))}`;
}

/**
 * The forms of all addresses in a text, which are mostly one: people also type several into one field.
 *
 * @returns the form of the whole text first.
 */
export function emailForms(text: string): string[] {
	const form = emailForm(text);
	if (!/@.*@/s.test(form) || text.length > LONGEST) return [form];
	return [...new Set([form, ...form.split(/[\s;,|/]+/).filter((part) => part.includes('@')).map(emailForm)])];
}

function unwrapped(text: string): string {
	const inBrackets = /[<([]([^<>()[\]]*(?:@|%40)[^<>()[\]]*)[>)\]][\s;,.]*$/.exec(text)?.[1] ?? text;
	const [, linked] = /^mailto:([^?]*)/i.exec(inBrackets.trim()) ?? [];
	return (linked === undefined ? inBrackets : decoded(linked)).replace(EDGES, '').replace(COMMENT, '');
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** As browsers write a host (WHATWG): in ASCII, without case. */
function domainForm(domain: string): string {
	const lower = lowerForm(domain);
	if (/^[a-z0-9.-]*$/.test(lower) && !lower.includes('xn--')) return lower;
	if (/[\s/?#:@\\%[\]]/.test(lower)) return lower;
	try {
		return new URL(`http://${lower}`).hostname;
	} catch {
		return lower;
	}
}
