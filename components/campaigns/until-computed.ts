import { ApiError } from "@/components/shell/api-error";

/** A segment that was just saved has people a moment later: a query about them is repeated until then, and for nothing else. */
export const untilComputed = {
	retry: (failures: number, error: Error) =>
		error instanceof ApiError && error.code === "precondition" && failures < 40,
	retryDelay: 1500,
};
