/*
 * Which addresses may get a token or a client's secret: one rule for the nodes, and for the expressions by which n8n finds
 * where to sign in, where to get tokens and where to test a credential.
 */

/** https, or http on this machine; no user name, query, fragment or backslash, which programs read in different ways. */
export const ADDRESS = /^(?:https:\/\/[^/@?#\\\s]+|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?)(?:\/[^@?#\\\s]*)?$/i;

/** Hosts of solutions and of data centres as Zoho documents them, and this machine. */
const ZOHO_HOST =
	/^(?:https:\/\/(?:[\w-]+\.)+zohoplatform\.(?:com|eu)|https:\/\/www\.zohoapis\.(?:ae|ca|com(?:\.au|\.cn)?|eu|in|jp|sa|uk)|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d+)?(?:\/|$)/i;

/** An expression that is true for an allowed address. @param address an expression too. */
export function isAllowed(address: string): string {
	return `${String(ADDRESS)}.test(${address})`;
}

/** An expression that is true for a host of Zoho's. */
export function isOfZoho(address: string): string {
	return `${String(ZOHO_HOST)}.test(${address})`;
}
