import { useMutation, useQueryClient } from "@tanstack/react-query";

/** A change to syncs, after which everything shown of syncs and destinations is read again. */
export function useSyncMutation<Input, Output>(run: (input: Input) => Promise<Output>) {
	const client = useQueryClient();
	const readAgain = () =>
		Promise.all(["syncs", "destinations"].map((noun) => client.invalidateQueries({ queryKey: [noun] })));
	return useMutation({
		mutationFn: run,
		onSuccess: readAgain,
		// What was refused may have been of an older state than there is now.
		onError: () => void readAgain(),
	});
}
