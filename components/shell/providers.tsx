"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ThemeProvider } from "next-themes";
import { type ReactNode, useEffect, useState } from "react";
import { ApiError } from "@/components/shell/api-error";
import { rememberZone } from "@/components/shell/remember-zone";
import { ViewerZone } from "@/components/ui/relative-time";
import { Toaster } from "@/components/ui/toast";

function createQueryClient(): QueryClient {
	return new QueryClient({
		defaultOptions: {
			queries: {
				staleTime: 15_000,
				// A retry does not help if the request itself is wrong.
				retry: (failures, error) => failures < 2 && !(error instanceof ApiError && !error.isRetryable),
			},
		},
	});
}

export function Providers({
	nonce,
	zone,
	children,
}: {
	nonce: string | undefined;
	/** The time zone the browser reported at an earlier visit. */
	zone: string | null;
	children: ReactNode;
}) {
	const [client] = useState(createQueryClient);
	useEffect(() => rememberZone(zone), [zone]);
	return (
		<ThemeProvider
			attribute="class"
			defaultTheme="system"
			enableSystem
			disableTransitionOnChange
			{...(nonce ? { nonce } : {})}
		>
			<QueryClientProvider client={client}>
				<ViewerZone value={zone}>{children}</ViewerZone>
				<Toaster />
			</QueryClientProvider>
		</ThemeProvider>
	);
}
