/** A native definition as a client sends it. */

export const DEFINITION = {
  name: 'Tell sales of hot leads',
  description: 'By the score',
  trigger: {
    module: 'leads',
    kind: 'score_changed',
    score: { direction: 'up', columns: null },
    criteria: {
      kind: 'condition',
      field: 'score',
      operator: 'greater_than',
      operand: 80,
      caseSensitive: true,
    },
    reentry: { policy: 'once_per_record' },
  },
  graph: {
    start: 'tell',
    nodes: [{ kind: 'action', id: 'tell', action: 'webhook', config: { url: 'https://example.com/hot' } }],
    edges: [],
  },
};
