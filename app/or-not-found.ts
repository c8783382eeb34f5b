import { notFound } from "next/navigation";
import { AppError } from "@/lib/kernel/app-error";

/** What a page is about; where it is not there, or not for this workspace, the page is not there either. */
export async function orNotFound<T>(read: Promise<T>): Promise<T> {
	try {
		return await read;
	} catch (error) {
		if (error instanceof AppError && error.code === "not_found") notFound();
		throw error;
	}
}
