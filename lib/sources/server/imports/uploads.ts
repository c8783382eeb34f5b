import path from "node:path";
import { AppError } from "@/lib/kernel/app-error";
import { env } from "@/lib/platform/env";

/** Folder where uploaded files wait; every process of the installation sees the same one. */
export function uploadsFolder(): string {
	return path.resolve(env.MUSTER_HOME, "uploads");
}

/** The file of an import on disk. */
export function uploadPath(storedPath: string | null): string {
	if (!storedPath)
		throw new AppError("precondition", "The file of this import was deleted; upload it again.");
	return path.join(uploadsFolder(), path.basename(storedPath));
}
