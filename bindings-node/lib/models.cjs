'use strict'
// A function for every model of the staffing table, made from what the table says of it.
const { call, camelCase, camelKeys, onlyKnown, snakeKeys, text } = require('./native.cjs')
const { column, isNumber, single } = require('./columns.cjs')

const models = JSON.parse(call('staffingModels'))

/** What was given of a model's inputs: names as the table has them, and columns. */
function given(model, options, more) {
  const camel = model.inputs.map(({ name }) => camelCase(name))
  const words = [
    ...more,
    ...(model.has_definition ? ['definition', 'shortS'] : []),
    ...(model.has_patience ? ['patience'] : []),
  ]
  onlyKnown(camelCase(model.name), options, [...camel, ...words])
  const inputs = model.inputs.filter((_, place) => options[camel[place]] != null)
  const values = inputs.map(({ name }) => options[camelCase(name)])
  const columns = values.map((value, place) => column(camelCase(inputs[place].name), value, true))
  return { names: inputs.map(({ name }) => name), columns, isScalar: values.every(isNumber) }
}

/** What is chosen for all rows: definition and law of patience, as the native side takes them. */
function chosen({ definition, shortS, patience }) {
  const law = patience == null ? undefined : text('patience', snakeKeys(patience))
  return { definition, shortS: single('shortS', shortS), patience: law }
}

function evaluate(model, options) {
  const { names, columns, isScalar } = given(model, options, ['onError'])
  const answer = call('evaluateModel', model.name, names, columns, chosen(options), options.onError, isScalar)
  const measures = {}
  model.outputs.forEach(({ name }, place) => {
    const values = answer.values[place]
    measures[camelCase(name)] = isScalar ? values[0] : values
  })
  if (answer.error.some((code) => code !== null)) measures.error = answer.error
  return measures
}

function explain(name, options) {
  const model = models.find((one) => camelCase(one.name) === name)
  const { names, columns } = given(model ?? { name, inputs: [] }, model ? options : {}, [])
  const values = columns.map((entries) => entries[0])
  const [told, shown] = call('explainModel', model?.name ?? name, names, values, chosen(options))
  return { ...camelKeys(JSON.parse(told)), text: shown }
}

const functions = Object.fromEntries(
  models.map((model) => [camelCase(model.name), (options) => evaluate(model, options)])
)

module.exports = {
  ...functions,
  // Of Erlang B people want the blocking; the rest is in its explanation.
  erlangB: (options) => functions.erlangB(options).blocking,
  explain,
  staffingModels: () => models.map((model) => ({ ...camelKeys(model), name: camelCase(model.name) })),
}
