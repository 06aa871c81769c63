import { ADDRESS } from '../../../credentials/addresses';

/**
 * Checks the address of a service that tokens will be sent to.
 *
 * @param address e.g. `https://people.googleapis.com`; a trailing slash is allowed.
 * @returns the address without a trailing slash.
 * @throws Error when it is no address, holds a user name, or is neither https nor http on a loopback host.
 */
export function checkedServiceAddress(address: string): string {
	const trimmed = address.trim();
	const url = parseUrl(trimmed);
	if (!url) throw new Error(`"${trimmed}" is not a web address. Enter one such as https://example.com.`);
	if (url.username || url.password || url.search || url.hash) {
		throw new Error('The service address may hold no user name, password, query or fragment.');
	}
	if (!ADDRESS.test(trimmed)) {
		throw new Error(
			`"${url.origin}" is not allowed: the service address must start with https:// (http:// only for a service on this machine).`,
		);
	}
	return trimmed.replace(/\/+$/, '');
}

function parseUrl(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}
