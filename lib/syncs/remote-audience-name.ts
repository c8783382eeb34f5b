// The shortest limit of the networks' own: TikTok cuts names after 70 characters.
const maxBase = 45;

/**
 * The audience's name at the network. It ends in a mark of the sync, because an audience that may exist already is
 * found by its name: it must never be another sync's.
 */
export function remoteAudienceName(base: string, syncId: string): string {
	return `${Array.from(base).slice(0, maxBase).join("").trim()} (Muster ${syncId.slice(-6)})`;
}
