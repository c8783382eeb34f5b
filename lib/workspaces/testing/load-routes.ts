import { readdir } from "node:fs/promises";
import path from "node:path";
import type { RouteHandler } from "@/lib/workspaces/server/define-route";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

export type LoadedRoute = {
	file: string;
	method: string;
	/** As a contract writes it: under /api/v1, parameters in braces. */
	path: string;
	handler: RouteHandler;
	contract: RouteHandler["contract"];
};

/** Files of one name below a folder of the repository, as paths from its root. */
export async function findFiles(folder: string, name: string): Promise<string[]> {
	const entries = await readdir(path.resolve(folder), { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile() && entry.name === name)
		.map((entry) => path.relative(process.cwd(), path.join(entry.parentPath, entry.name)))
		.sort();
}

/** Every handler that the route files below a folder export. */
export async function loadRoutes(folder: string): Promise<LoadedRoute[]> {
	const routes: LoadedRoute[] = [];
	for (const file of await findFiles(folder, "route.ts")) {
		const module: Record<string, unknown> = await import(/* @vite-ignore */ path.resolve(file));
		for (const method of methods) {
			// Safe because a test asserts that each handler carries its contract before it is used otherwise.
			const handler = module[method] as RouteHandler | undefined;
			if (!handler) continue;
			const address = path
				.dirname(file)
				.slice("app/api/v1".length)
				.replaceAll(/\[(\w+)\]/g, "{$1}");
			routes.push({ file, method, path: address, handler, contract: handler.contract });
		}
	}
	return routes;
}
