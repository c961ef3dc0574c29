/** Runs the dialects' shared suite over the Workflows API. */
import { isJsonList, isJsonObject, type JsonObject } from '../shared/json.ts';
import { dialectSuite } from '../testing/dialect-suite.ts';
import { workflowsApi } from './index.ts';
import { validWorkflow } from './testing.ts';

/** Everything that was sent; parents by their place in the list, since ids are the server's. */
function comparable(workflow: JsonObject): unknown {
  const list = isJsonList(workflow['actions']) ? workflow['actions'].filter(isJsonObject) : [];
  const sorted = list.toSorted((a, b) => Number(a['sortOrder']) - Number(b['sortOrder']));
  const { name, description, triggerModule, triggerType, triggerFilters, isActive } = workflow;
  const actions = sorted.map(({ actionType, config, sortOrder, parentActionId, branch }) => ({
    actionType,
    config,
    sortOrder,
    branch,
    parent: sorted.findIndex((each) => (each['tempId'] ?? each['id']) === parentActionId),
  }));
  return { name, description, triggerModule, triggerType, triggerFilters, isActive, actions };
}

dialectSuite({ dialect: workflowsApi, valid: validWorkflow, sent: comparable, wanted: comparable });
