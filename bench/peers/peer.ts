/** Another engine with the same data. */
export type Peer = {
	name: string;
	/** One row of whole numbers. */
	ask: (sql: string) => Promise<number[]>;
	close: () => Promise<void>;
};
