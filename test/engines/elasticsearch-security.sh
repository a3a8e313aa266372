# Sourced by elasticsearch.sh: security of a server that is started with SECURED=true.
# It answers on https://localhost (not on https://127.0.0.1: its certificate names localhost alone), with a certificate
# of an authority of its own, DIR/ca.pem. Users, all with the password below:
#   reader     what serving needs, on indices upnext-*
#   importer   what an import needs, on the same
#   admin      everything
SECURED_PASSWORD='p@ss:w/rd'
SECURED_ADMIN="admin:$SECURED_PASSWORD"

# secure DIR: makes certificates and users in DIR, and prints the settings for them.
secure() {
  local dir=$1 config="$1/config" user
  (
    cd "$dir"
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Upnext test authority' -keyout ca.key -out ca.pem
    openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout config/server.key -out server.csr
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out config/server.pem \
      -extfile <(echo subjectAltName=DNS:localhost)
  ) >/dev/null 2>&1
  chmod 644 "$dir/ca.pem"

  # As `elasticsearch-users useradd` writes it, which takes 10 s for each.
  local hash='$2a$10$od5yj0PXymKPAAPBr8Svl.t0kRVOH3N67jpwu9sr9PFqiRQwqFk.e'
  for user in reader importer admin; do echo "$user:$hash"; done >"$config/users"
  printf '%s\n' upnext_reader:reader upnext_importer:importer superuser:admin >"$config/users_roles"
  cat >"$config/roles.yml" <<'YAML'
upnext_reader:
  indices: [{ names: ['upnext-*'], privileges: [read, view_index_metadata] }]
upnext_importer:
  indices: [{ names: ['upnext-*'], privileges: [read, view_index_metadata, create_index, write, maintenance] }]
YAML

  cat <<'YAML'
xpack.security.autoconfiguration.enabled: false
xpack.security.http.ssl.enabled: true
xpack.security.http.ssl.key: server.key
xpack.security.http.ssl.certificate: server.pem
YAML
}
