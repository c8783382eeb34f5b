/** Called by Next once, before the web app handles its first request. */
export async function register(): Promise<void> {
	if (process.env.NEXT_RUNTIME !== "nodejs") return;
	const { noteClientAddresses } = await import("./lib/platform/http/note-client-addresses");
	const { hideInnerAddresses } = await import("./lib/platform/http/hide-inner-addresses");
	const { serveCompressedFiles } = await import("./lib/platform/http/serve-compressed-files");
	noteClientAddresses();
	hideInnerAddresses();
	serveCompressedFiles(".next/static");
}
