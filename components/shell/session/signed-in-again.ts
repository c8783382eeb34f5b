/** Asks whoever sits before the page to sign in again; answers whether they did. */
type Asker = () => Promise<boolean>;

let asker: Asker | null = null;
let isDeclined = false;

/** The page's frame asks; requests that no one let through wait for the answer. */
export function onSignedOut(ask: Asker): () => void {
	asker = ask;
	isDeclined = false;
	return () => {
		if (asker === ask) asker = null;
	};
}

/**
 * Whether a request that was refused for want of a session may be sent again. Someone who would rather not sign in now
 * is asked again when they do something, not by what the page asks for itself.
 */
export async function signedInAgain({ isAction }: { isAction: boolean }): Promise<boolean> {
	if (!asker || (isDeclined && !isAction)) return false;
	const isSignedIn = await asker();
	isDeclined = !isSignedIn;
	return isSignedIn;
}
