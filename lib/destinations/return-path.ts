/** Where the network's answer goes in the app: the workspace's page that finishes it. The state names the workspace. */
export function returnPath(answer: URLSearchParams): string {
	const slug = /^([a-z0-9-]{1,60})\.[\w-]{43}$/.exec(answer.get("state") ?? "")?.[1];
	if (!slug) return "/";
	const kept = new URLSearchParams();
	for (const name of ["state", "code", "error"]) {
		const value = answer.get(name);
		if (value) kept.set(name, value.slice(0, 4_000));
	}
	return `/${slug}/destinations/authorized?${kept}`;
}
