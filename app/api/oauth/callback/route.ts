import { returnPath } from "@/lib/destinations/return-path";

/**
 * Where networks send the browser back to. It changes nothing and needs no session: it passes the answer on to the
 * page of the workspace, whose own request, with session and role, finishes it.
 */
export function GET(request: Request): Response {
	return new Response(null, {
		status: 303,
		headers: {
			location: returnPath(new URL(request.url).searchParams),
			"cache-control": "no-store",
			"referrer-policy": "no-referrer",
		},
	});
}
