/** Asks the user to sign in again; resolves to whether they did. */
type Asker = () => Promise<boolean>;

let asker: Asker | null = null;
let isDeclined = false;

/** The page's frame asks; refused requests wait for the outcome. */
export function onSignedOut(ask: Asker): () => void {
	asker = ask;
	isDeclined = false;
	return () => {
		if (asker === ask) asker = null;
	};
}

/**
 * Whether a request refused for lack of a session may be sent again. Someone who prefers not to sign in now
 * is asked again when they do something, not by the page's own background requests.
 */
export async function signedInAgain({ isAction }: { isAction: boolean }): Promise<boolean> {
	if (!asker || (isDeclined && !isAction)) return false;
	const isSignedIn = await asker();
	isDeclined = !isSignedIn;
	return isSignedIn;
}
