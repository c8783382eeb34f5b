import { notFound } from "next/navigation";
import { AppError } from "@/lib/kernel/app-error";

/** A page's subject; if missing, or not in this workspace, the page is not found either. */
export async function orNotFound<T>(read: Promise<T>): Promise<T> {
	try {
		return await read;
	} catch (error) {
		if (error instanceof AppError && error.code === "not_found") notFound();
		throw error;
	}
}
